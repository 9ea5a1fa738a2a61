"""The probe's runtime is run by the user's interpreter, which has no Kerascope."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RUNTIME = Path(__file__).parents[2] / "server/kerascope/probe/runtime"
ALLOWED = sys.stdlib_module_names | {"jax", "keras", "numpy", "tensorflow", "tf_keras", "torch"}


def imported(tree: ast.Module, depth: int) -> Iterator[tuple[int, str]]:
    """Each import below ``tree`` that leaves the runtime: its line, and the package at its root.

    ``depth``: how many packages below the runtime the module stands.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.level > depth + 1:
            yield node.lineno, "kerascope"


@pytest.mark.parametrize("module", sorted(RUNTIME.rglob("*.py")), ids=lambda path: path.name)
def test_runtime_imports_nothing_of_ours(module: Path) -> None:
    depth = len(module.relative_to(RUNTIME).parts) - 1
    names = imported(ast.parse(module.read_text()), depth)
    ours = [f"line {line}: {name}" for line, name in names if name not in ALLOWED]
    assert not ours, f"{module.name} imports what the user may not have: {ours}"


@pytest.mark.parametrize("module", sorted(RUNTIME.rglob("*.py")), ids=lambda path: path.name)
def test_runtime_is_python_3_9(module: Path) -> None:
    ast.parse(module.read_text(), feature_version=(3, 9))
