"""Where something is written, found out only when somebody asks."""

from collections.abc import Iterator

import libcst as cst

from kerascope.source.immutable import immutable
from kerascope.source.piece import Elsewhere, Piece
from kerascope.source.position import Range


@immutable()
class Origin:
    """A node of a parsed piece of the source."""

    piece: Piece
    node: cst.CSTNode

    def __repr__(self) -> str:
        return f"Origin(line {self.line}: {self.text!r})"

    @property
    def key(self) -> tuple[int, int]:
        """Tells this place from all others: equal statements are parsed once and share nodes."""
        return id(self.piece), id(self.node)

    @property
    def path(self) -> str:
        """The absolute path of the file it stands in; "" for the file at hand."""
        return self.piece.elsewhere.path if self.piece.elsewhere else ""

    @property
    def here(self) -> "Origin":
        """The place in the file at hand: itself, or the call or import that leads to it."""
        return self.piece.elsewhere.entry if self.piece.elsewhere else self

    @property
    def cell(self) -> int | None:
        return self.piece.cell

    @property
    def range(self) -> Range:
        """The node's place in its cell; the first question costs a pass over the piece."""
        return self.piece.range_of(self.node)

    @property
    def line(self) -> "Line":
        return Line(self.range.start.line, self.piece.elsewhere)

    @property
    def text(self) -> str:
        """The node's source, as the user wrote it."""
        return self.piece.text_of(self.node)

    def inside(self, *kinds: type[cst.CSTNode]) -> Iterator["Origin"]:
        """The nodes of these kinds in it, itself included, in source order."""
        for node in self.piece.parsed.nodes.inside(self.node):
            if isinstance(node, kinds):
                yield Origin(self.piece, node)

    def encloses(self, other: "Origin") -> bool:
        """Whether the other is this node, or stands inside it."""
        return any(outer.key == self.key for outer in other.around(type(self.node)))

    def around(self, *kinds: type[cst.CSTNode]) -> Iterator["Origin"]:
        """The nodes of these kinds that it is part of, itself included, innermost first."""
        for node in self.piece.parsed.nodes.around(self.node):
            if isinstance(node, kinds):
                yield Origin(self.piece, node)


class Line(int):
    """The number of a line; as a text it names the file too, where that is not the one at hand."""

    def __new__(cls, number: int, elsewhere: Elsewhere | None = None) -> "Line":
        line = super().__new__(cls, number)
        line.elsewhere = elsewhere
        return line

    elsewhere: Elsewhere | None

    def __format__(self, spec: str) -> str:
        number = super().__format__(spec)
        return f"{number} of {self.elsewhere.name}" if self.elsewhere else number
