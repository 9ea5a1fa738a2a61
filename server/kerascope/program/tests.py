"""Modules of tests, whose models are there to run, not to learn."""

import re

from kerascope.program.program import TrainingProgram

_FRAMEWORKS = frozenset({"pytest", "unittest"})
_CASE = re.compile(r"^class \w+\([^)]*TestCase\b", re.MULTILINE)


def is_test(program: TrainingProgram) -> bool:
    """Whether it imports a framework for tests, or has a class of test cases."""
    roots = {found.written.partition(".")[0] for found in program.imports}
    return bool(roots & _FRAMEWORKS) or any(
        _CASE.search(cell.text) for cell in program.document.cells
    )
