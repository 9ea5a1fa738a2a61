"""The probe's runtime is run by the user's interpreter, which has no Kerascope."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RUNTIME = Path(__file__).parents[2] / "server/kerascope/probe/runtime"
ALLOWED = sys.stdlib_module_names | {"jax", "keras", "numpy", "tensorflow", "tf_keras", "torch"}


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each absolute import below ``tree``: its line, and the package at its root."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]


@pytest.mark.parametrize("module", sorted(RUNTIME.rglob("*.py")), ids=lambda path: path.name)
def test_runtime_imports_nothing_of_ours(module: Path) -> None:
    tree = ast.parse(module.read_text())
    ours = [f"line {line}: {name}" for line, name in imported(tree) if name not in ALLOWED]
    assert not ours, f"{module.name} imports what the user may not have: {ours}"


@pytest.mark.parametrize("module", sorted(RUNTIME.rglob("*.py")), ids=lambda path: path.name)
def test_runtime_is_python_3_9(module: Path) -> None:
    ast.parse(module.read_text(), feature_version=(3, 9))
