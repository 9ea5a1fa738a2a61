"""Every rule's examples run in real Keras: the bad one, the bad one with its fix, the good one.

A bad example stops with an exception only on a line that says so: ``# raises ValueError``.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kerascope.checker import check
from kerascope.fixes.apply import apply
from kerascope.rules.documentation import examples
from kerascope.rules.registry import RULES
from kerascope.rules.rule import Rule
from kerascope.source.document import script

RAISES = re.compile(r"# raises (\w+)")


class RealKeras:
    """One process that has imported Keras; each program runs in a child of it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("real_keras.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, program: str) -> dict[str, Any] | None:
        """The exception that ended the program; None where it ran to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(program) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def real_keras() -> Iterator[RealKeras]:
    keras = RealKeras()
    yield keras
    keras.close()


def _cases(*kinds: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.code}-{kind}-{index}")
        for rule in RULES
        for kind in kinds
        for index, text in enumerate(examples(rule, kind))
    ]


@pytest.mark.parametrize(("rule", "text"), _cases("Bad", "Good"))
def test_an_example_runs_and_raises_only_what_it_says(
    rule: Rule, text: str, real_keras: RealKeras
) -> None:
    raised = real_keras.run(text)
    said = [
        (number, mark[1])
        for number, line in enumerate(text.splitlines(), 1)
        if (mark := RAISES.search(line))
    ]
    if not said:
        assert raised is None, raised["trace"]
        return
    ((line, exception),) = said
    assert raised is not None
    assert raised["type"] == exception, raised["trace"]
    assert line in raised["lines"], raised["trace"]


@pytest.mark.parametrize(("rule", "text"), _cases("Bad"))
def test_the_fixed_bad_example_runs(rule: Rule, text: str, real_keras: RealKeras) -> None:
    fixed = _fixed(rule, text)
    assert (fixed == text) == (rule.fixable is None)
    if rule.fixable is not None:
        raised = real_keras.run(fixed)
        assert raised is None, fixed + raised["trace"]


def _fixed(rule: Rule, text: str) -> str:
    """The example with every fix of the rule applied, one after the other."""
    document = script(text)
    for _ in range(10):
        found = [f for f in check(document).findings if f.code == rule.code and f.fix]
        if not found or found[0].fix is None:
            break
        document = apply(document, found[0].fix.edits)
    return document.cells[0].text
