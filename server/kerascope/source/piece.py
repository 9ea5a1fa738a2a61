"""One top-level statement, parsed on its own."""

from dataclasses import dataclass

import libcst as cst

from kerascope.source.position import Range


@dataclass(eq=False, slots=True)
class Piece:
    """A run of whole lines of one cell that hold one top-level statement.

    ``first_line`` is its first line in the cell. ``tree`` is None where it does not parse;
    ``error`` then says why. ``guessed``: its end was guessed in broken text.
    """

    text: str
    first_line: int
    cell: int | None = None
    tree: cst.Module | None = None
    error: str = ""
    guessed: bool = False

    def range_of(self, node: cst.CSTNode) -> Range:
        raise NotImplementedError

    def text_at(self, where: Range) -> str:
        raise NotImplementedError
