"""Where something is written, found out only when somebody asks."""

from collections.abc import Iterator

import libcst as cst

from kerascope.source.immutable import immutable
from kerascope.source.piece import Piece
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
    def cell(self) -> int | None:
        return self.piece.cell

    @property
    def range(self) -> Range:
        """The node's place in its cell; the first question costs a pass over the piece."""
        return self.piece.range_of(self.node)

    @property
    def line(self) -> int:
        return self.range.start.line

    @property
    def text(self) -> str:
        """The node's source, as the user wrote it."""
        return self.piece.text_of(self.node)

    def inside(self, *kinds: type[cst.CSTNode]) -> Iterator["Origin"]:
        """The nodes of these kinds in it, itself included, in source order."""
        for node in self.piece.parsed.nodes.inside(self.node):
            if isinstance(node, kinds):
                yield Origin(self.piece, node)

    def around(self, *kinds: type[cst.CSTNode]) -> Iterator["Origin"]:
        """The nodes of these kinds that it is part of, itself included, innermost first."""
        for node in self.piece.parsed.nodes.around(self.node):
            if isinstance(node, kinds):
                yield Origin(self.piece, node)
