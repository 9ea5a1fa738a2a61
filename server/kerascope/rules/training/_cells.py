"""Notebook cells in the order in which they were run; also of notebooks exported as scripts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from kerascope.program.program import TrainingProgram
from kerascope.rules.finding import Tier
from kerascope.source.origin import Origin
from kerascope.source.piece import Piece

_EXPORTED = re.compile(r"^# In ?\[(\d*| )\]:?", re.MULTILINE)


@dataclass(frozen=True, slots=True, eq=False)
class Ran:
    """A cell with the count of its last run and its top-level statements, in order."""

    count: int | None
    statements: tuple[Origin, ...]


def cells_of(program: TrainingProgram) -> list[Ran]:
    """The cells in document order; empty for a script that never was a notebook."""
    cells = program.document.cells
    if len(cells) == 1 and cells[0].index is None:
        if not _EXPORTED.search(cells[0].text):
            return []
        return _exported(cells[0].text, program.pieces)
    pieces = program.pieces
    return [
        Ran(
            cell.execution_count or None,
            tuple(_statements(p for p in pieces if p.cell == cell.index)),
        )
        for cell in cells
    ]


def _exported(text: str, pieces: Iterable[Piece]) -> list[Ran]:
    marks = [
        (text.count("\n", 0, found.start()) + 1, found.group(1).strip())
        for found in _EXPORTED.finditer(text)
    ]
    ends = [line for line, _ in marks[1:]] + [text.count("\n") + 2]
    statements = list(_statements(iter(pieces)))
    return [
        Ran(
            int(count) if count else None,
            tuple(s for s in statements if start <= s.line < end),
        )
        for (start, count), end in zip(marks, ends, strict=True)
    ]


def _statements(pieces: Iterator[Piece]) -> Iterator[Origin]:
    for piece in pieces:
        for node in piece.tree.body if piece.tree is not None else ():
            yield Origin(piece, node)


def evidence_of_rerun(cells: list[Ran], index: int, made: Origin) -> tuple[str, Tier] | None:
    """What says that a cell was run more than once since ``made`` made what it changes, and how
    sure that is: runs between the two belong to no cell any more (they were its own, or those of
    cells run again later), and it ran after a cell further down, or right after such a run."""
    count = cells[index].count
    if count is None:
        return None
    since = next((cell.count or 0 for cell in cells if made in cell.statements), 0)
    lost = set(range(since + 1, count)) - {cell.count for cell in cells}
    if any(since < (later.count or 0) < count for later in cells[index + 1 :]):
        return ("was run after cells below it", "likely") if lost else None
    if count - 1 in lost:
        return f"follows no In[{count - 1}]", "hypothesis"
    return None


def assigned(statement: Origin) -> tuple[set[str], cst.BaseExpression | None]:
    """The names that a statement assigns, and the value."""
    line = statement.node
    node = line.body[0] if isinstance(line, cst.SimpleStatementLine) and line.body else None
    if isinstance(node, cst.AugAssign):
        return _names(node.target), node.value
    if isinstance(node, cst.Assign):
        return {name for t in node.targets for name in _names(t.target)}, node.value
    return set(), None


def _names(target: cst.CSTNode) -> set[str]:
    if isinstance(target, cst.Name):
        return {target.value}
    if isinstance(target, cst.Tuple | cst.List):
        return {name for element in target.elements for name in _names(element.value)}
    return set()


def definition(cells: list[Ran], index: int, name: str) -> Origin | None:
    """The last statement in the cells before that gives a name its value."""
    for cell in reversed(cells[:index]):
        for statement in reversed(cell.statements):
            if name in assigned(statement)[0]:
                return statement
    return None
