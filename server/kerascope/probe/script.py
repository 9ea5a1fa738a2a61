"""The document as one runnable script, and what can be told of it before it runs."""

import ast
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from kerascope.source.document import Document

_MAGIC = re.compile(r"^\s*(?:%{1,2}\w|[!?])|^\s*[\w.]+\?{1,2}\s*$")
_TIMED = re.compile(r"^(\s*)%time\s+(?=\S)")
_ASKED_OF_THE_SHELL = re.compile(r"^(\s*[\w., ]+=\s*)[!%].*$")
_FIT_WORDS = {"epochs", "batch_size", "validation_data", "validation_split", "callbacks", "verbose"}
_EARLY_SETTINGS = re.compile(
    r"""os\.environ(?:\[|\.setdefault\()\s*['"]((?:KERAS|TF|XLA|JAX)_\w+)['"]\s*(?:\]\s*=|,)\s*"""
    r"""['"]([^'"]*)['"]"""
)
_WARM = ("tensorflow", "keras", "tf_keras", "numpy", "sklearn", "pandas")
_WARM_MODULES = re.compile(
    r"^\s*from\s+(sklearn(?:\.\w+)+)\s+import|^\s*import\s+(sklearn(?:\.\w+)+)", re.M
)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the document: its cell (None in a script) and its number there."""

    cell: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Script:
    """One text to run; ``starts`` holds the first line of each cell in it."""

    text: str
    starts: tuple[int, ...]
    cells: tuple[int | None, ...]

    @property
    def is_notebook(self) -> bool:
        """Whether it was made of cells."""
        return any(cell is not None for cell in self.cells)

    def place(self, line: int | None) -> Place | None:
        """Where a line of the script stands in the document."""
        if line is None or not self.starts:
            return None
        at = bisect_right(self.starts, line) - 1
        return Place(self.cells[at], line - self.starts[at] + 1)


def as_script(document: Document) -> Script:
    """All cells one after the other; notebook magics and shell lines are left out."""
    if not document.is_notebook:
        return Script(document.cells[0].text if document.cells else "", (1,), (None,))
    texts = [_without_magics(cell.text) for cell in document.cells]
    starts = [1]
    for text in texts[:-1]:
        starts.append(starts[-1] + text.count("\n") + 1)
    return Script("\n".join(texts), tuple(starts), tuple(c.index for c in document.cells))


def _without_magics(cell: str) -> str:
    lines = cell.splitlines()
    if lines and lines[0].startswith("%%") and not lines[0].startswith(("%%time", "%%capture")):
        return "\n" * (len(lines) - 1)
    lines = [_TIMED.sub(r"\1", line) for line in lines]
    return "\n".join(_without_magic(before, line) for before, line in pairwise(["", *lines]))


def _without_magic(before: str, line: str) -> str:
    """What is left of a line; a shell command answers nothing."""
    if _is_magic(before, line):
        return line[: len(line) - len(line.lstrip())] + "pass" if line[:1].isspace() else ""
    return _ASKED_OF_THE_SHELL.sub(r"\1[]", line)


def _is_magic(before: str, line: str) -> bool:
    return bool(_MAGIC.match(line)) and not before.rstrip().endswith(("\\", "(", ",", "["))


def imports(text: str) -> list[str]:
    """The heavy modules that the script names, in the order in which to import them."""
    names = [name for name in _WARM if re.search(rf"\b{name}\b", text)]
    if (
        "tensorflow" in names
        and re.search(r"\b(tensorflow|tf)\.keras\b", text)
        and "keras" not in names
    ):
        names.append("keras" if "TF_USE_LEGACY_KERAS" not in text else "tf_keras")
    found: list[tuple[str, str]] = _WARM_MODULES.findall(text)
    return [*names, *sorted({a or b for a, b in found})]


def early_settings(text: str) -> dict[str, str]:
    """Environment variables that the script sets for Keras and must be set before its import."""
    found: list[tuple[str, str]] = _EARLY_SETTINGS.findall(text)
    return dict(found)


def reaches_one_fit(text: str) -> bool:
    """Whether the script plainly runs a single ``fit``, so that the first one is the last."""
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return True
    calls = [node for node in ast.walk(module) if _is_fit(node)]
    if len(calls) != 1:
        return not calls
    around = [n for n in ast.walk(module) if calls[0] in ast.walk(n)]
    if any(isinstance(node, ast.For | ast.While | ast.AsyncFor) for node in around):
        return False
    names = [n.name for n in around if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return all(_mentions(module, name) <= 1 for name in names)


def trains_by_hand(text: str) -> bool:
    """Whether the script has a loop of its own and calls no ``fit``."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError):
        return False
    names = {getattr(node, "attr", getattr(node, "id", "")) for node in nodes}
    return bool(names & {"GradientTape", "train_on_batch"}) and not any(
        _is_fit(node) for node in nodes
    )


def _is_fit(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    words = {keyword.arg for keyword in node.keywords}
    return node.func.attr == "fit_generator" or (
        node.func.attr == "fit" and (bool(words & _FIT_WORDS) or len(node.args) > 1)
    )


def _mentions(module: ast.Module, name: str) -> int:
    nodes = list(ast.walk(module))
    plain = sum(isinstance(n, ast.Name) and n.id == name for n in nodes)
    return plain + sum(isinstance(n, ast.Attribute) and n.attr == name for n in nodes)
