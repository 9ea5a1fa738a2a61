"""One top-level statement of a cell, parsed on its own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import libcst as cst

from kerascope.source.document import Cell, Document
from kerascope.source.immutable import immutable
from kerascope.source.nodes import written
from kerascope.source.parse import Parsed, parse
from kerascope.source.position import Position, Range
from kerascope.source.prompts import is_session, typed
from kerascope.source.split import Chunk, split

if TYPE_CHECKING:
    from kerascope.source.origin import Origin

_HEAD = re.compile(
    r"(?:async[ ]+)?(?:def|class)[ ]+(\w+)"
    r"|\(?(\w+(?:[ ]*,[ ]*\w+)*[ ]*,?)[ ]*\)?[ ]*=(?!=)"
    r"|(\w+)(?:\[|\.(?:add|pop|compile|append|extend|insert|update|trainable|layers)\b)"
)
_COMMENTS = re.compile(r"(?:\s*#[^\r\n]*)+\s*|\s+")
_INDENTED = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r(?!\n)|\n))*[ \t]+[^\s#]")
_LINE_STARTS = re.compile(r"(?<=\n)(?=[^\r\n])")
_BLOCK = "if True:\n"
_SKIPPED_MAGICS = ("%%time", "%%capture", "%%prun", "%%memit")


@immutable(eq=False)
class Elsewhere:
    """Another file than the one at hand: its absolute path, and the ``entry``, the call or
    import in the file at hand that reading came there by."""

    path: str
    entry: Origin

    @property
    def name(self) -> str:
        """What messages call the file."""
        path = PurePath(self.path)
        return "/".join(path.parts[-2:]) if path.name == "__init__.py" else path.name


@immutable(eq=False)
class Piece:
    """A run of whole lines that hold one top-level statement; ``first_line`` counts from 1.

    A piece that is ``elsewhere`` has a number below zero for a ``cell``, which no cell of the
    file at hand has.
    """

    parsed: Parsed
    first_line: int
    cell: int | None = None
    guessed: bool = False
    elsewhere: Elsewhere | None = None

    @property
    def tree(self) -> cst.Module | None:
        return self.parsed.tree

    @property
    def text(self) -> str:
        return self.parsed.text

    def range_of(self, node: cst.CSTNode) -> Range:
        """The node's place in its cell, without whitespace and brackets around it."""
        start, end = self.parsed.spans[node]
        return Range(self._position(start), self._position(end))

    def text_of(self, node: cst.CSTNode) -> str:
        """The node's source, as written."""
        if (text := written(node)) is not None:
            return text
        start, end = self.parsed.spans[node]
        return self.parsed.text[start:end]

    def names_touched(self) -> list[str]:
        """Names that a statement which does not parse may have bound or changed."""
        comments = _COMMENTS.match(self.text)
        head = _HEAD.match(self.text, comments.end() if comments else 0)
        if head is None:
            return []
        found = head.group(1) or head.group(2) or head.group(3)
        return [name.strip() for name in found.split(",") if name.strip().isidentifier()]

    def _position(self, offset: int) -> Position:
        place = self.parsed.lines.position(offset)
        return Position(place.line + self.first_line - 1, place.column)


def pieces_of(document: Document) -> list[Piece]:
    """The document's statements in order, each parsed if it can be."""
    return [piece for cell in document.cells for piece in _pieces_of_cell(cell)]


def _pieces_of_cell(cell: Cell) -> list[Piece]:
    if _is_foreign(cell):
        return []
    if is_session(cell.text):
        text, lengths = typed(cell.text)
        found = (_behind_prompts(chunk, lengths) for chunk in split(text))
        return [_piece(chunk, cell) for chunk in found if chunk is not None]
    chunks = split(cell.text)
    if chunks and _INDENTED.match(chunks[0].text):
        chunks[0] = _in_a_block(chunks[0])
    return [_piece(chunk, cell) for chunk in chunks]


def _in_a_block(chunk: Chunk) -> Chunk:
    """A chunk that is indented as a whole, as IPython takes it or somebody copied it: below a line
    that makes it a block, so that every place in it stays what it is."""
    shell = tuple(line + 1 for line in chunk.shell)
    return replace(chunk, text=_BLOCK + chunk.text, first_line=chunk.first_line - 1, shell=shell)


def _behind_prompts(chunk: Chunk, lengths: list[int]) -> Chunk | None:
    """A chunk moved to where it stands behind its prompts; None where it is all comments."""
    if _COMMENTS.fullmatch(chunk.text):
        return None
    first = chunk.first_line - 1
    indent = " " * max(lengths[first : first + chunk.text.count("\n") + 1])
    return _in_a_block(replace(chunk, text=indent + _LINE_STARTS.sub(indent, chunk.text)))


def _piece(chunk: Chunk, cell: Cell) -> Piece:
    return Piece(parse(chunk), chunk.first_line, cell.index, chunk.guessed)


def _is_foreign(cell: Cell) -> bool:
    """A cell that a magic hands to another language or program (``%%bash``)."""
    head = cell.text.lstrip()
    return head.startswith("%%") and not head.startswith(_SKIPPED_MAGICS)
