"""The beginning that versions of a script have in common and that can be run once for all.

It ends before the first statement that a version changes or that may make the backend compute: a
process that has computed cannot be forked. What else could tell a forked run from a whole one (open
files, threads, written files) is looked at where the beginning runs.
"""

import ast
import threading
from collections.abc import Iterable, Sequence

_ONE_AT_A_TIME = threading.Lock()
_BACKENDS = {"keras", "tensorflow", "tf_keras", "jax", "torch"}
_COMPUTE_NOTHING = {
    "get_file",
    "load_data",
    "manual_seed",
    "set_random_seed",
    "set_seed",
    "to_categorical",
}
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def statements(text: str) -> list[ast.stmt]:
    """The statements of a script; none where it cannot be parsed."""
    try:
        # CPython 3.11 keeps count of the depth of a tree for all threads at once.
        with _ONE_AT_A_TIME:
            return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return []


def computes_nothing(body: Sequence[ast.stmt]) -> int:
    """How many statements from the first on leave the backend alone."""
    taboo = _names_of_backends(body)
    for number, statement in enumerate(body):
        plain = isinstance(statement, ast.Import | ast.ImportFrom | _DEFINITIONS)
        if not plain and _mentions(statement, taboo):
            return number
    return len(body)


def in_common(one: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> int:
    """How many statements from the first on are the same, at the same place."""
    pairs = zip(one, other, strict=False)
    same = (
        ast.dump(a, include_attributes=True) == ast.dump(b, include_attributes=True)
        for a, b in pairs
    )
    return next(
        (number for number, equal in enumerate(same) if not equal), min(len(one), len(other))
    )


def stops(base: str, others: Iterable[str]) -> list[int]:
    """After how many statements of ``base`` the paths of the versions part, in order.

    A stop that would save nothing but definitions and constants over the one before is left out.
    """
    body = statements(base)
    most = computes_nothing(body)
    found: list[int] = []
    for depth in sorted({min(most, in_common(body, statements(other))) for other in others}):
        if _is_work(body[found[-1] if found else 0 : depth]):
            found.append(depth)
    return found


def _is_work(part: Sequence[ast.stmt]) -> bool:
    work = (ast.Call, ast.Import, ast.ImportFrom, ast.For, ast.While, ast.comprehension)
    nodes = (node for s in part if not isinstance(s, _DEFINITIONS) for node in ast.walk(s))
    return any(isinstance(node, work) for node in nodes)


def _names_of_backends(body: Sequence[ast.stmt]) -> set[str]:
    """What is bound to something of a backend, or to a definition that uses such a name."""
    imports = [s for s in body if isinstance(s, ast.Import | ast.ImportFrom)]
    found = {name for statement in imports for name in _imported(statement)}
    definitions = [s for s in body if isinstance(s, _DEFINITIONS)]
    while more := {s.name for s in definitions if _mentions(s, found)} - found:
        found |= more
    return found


def _imported(statement: ast.Import | ast.ImportFrom) -> set[str]:
    """The names that an import binds to something of a backend."""
    module = getattr(statement, "module", None) or ""
    return {
        (alias.asname or alias.name).split(".")[0]
        for alias in statement.names
        if (module or alias.name).split(".")[0] in _BACKENDS
    }


def _mentions(statement: ast.AST, taboo: set[str]) -> bool:
    """Whether a statement uses one of the names for more than what computes nothing."""
    innocent = {
        id(name)
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and _last_name(call.func) in _COMPUTE_NOTHING
        for name in ast.walk(call.func)
    }
    return any(
        isinstance(node, ast.Name) and node.id in taboo and id(node) not in innocent
        for node in ast.walk(statement)
    )


def _last_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
