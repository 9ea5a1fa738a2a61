"""Notebook cells in the order in which they were run; also of notebooks exported as scripts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from kerascope.program.program import TrainingProgram
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
        Ran(cell.execution_count, tuple(_statements(p for p in pieces if p.cell == cell.index)))
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


def ran_after_later_cells(cells: list[Ran], index: int) -> bool:
    """Whether a cell's last run came after that of a cell further down."""
    count = cells[index].count
    return count is not None and any(
        later.count is not None and later.count < count for later in cells[index + 1 :]
    )


def may_have_run_twice(cells: list[Ran], index: int) -> bool:
    """Whether the run before this cell's last one belongs to no cell any more: it was this cell's
    own, or that of a cell that was run again later."""
    count = cells[index].count
    counts = {cell.count for cell in cells}
    return count is not None and count > 1 and count - 1 not in counts


def ran_once_since(cells: list[Ran], cell: Ran, made: Origin) -> bool:
    """Whether every run between the one that made the data and the cell's last one belongs to
    some cell: then the cell has run once on these data."""
    source = next((other for other in cells if made in other.statements), None)
    if source is None or source.count is None or cell.count is None:
        return False
    counts = {other.count for other in cells}
    return source.count < cell.count and counts.issuperset(range(source.count, cell.count))


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
