"""Positions: code points from 1 on our side, the client's units from 0 on the wire.

LSP ends a line at ``\\n``, ``\\r\\n`` and ``\\r`` and nowhere else, as Python's own tokenizer
does. ``str.splitlines``, which pygls uses, also cuts at form feeds and a few Unicode characters.
"""

from itertools import pairwise

from lsprotocol import types as t

from kerascope.source.lines import Lines
from kerascope.source.position import Position, Range

_CODECS = {
    t.PositionEncodingKind.Utf8: ("utf-8", 1),
    t.PositionEncodingKind.Utf16: ("utf-16-le", 2),
    t.PositionEncodingKind.Utf32: ("utf-32-le", 4),
}


class EncodedText:
    """One version of a text, and where things are in it in the client's units."""

    def __init__(
        self, text: str, encoding: t.PositionEncodingKind = t.PositionEncodingKind.Utf16
    ) -> None:
        self.text = text
        self._encoding = encoding
        self._codec, self._width = _CODECS[encoding]
        self._lines = Lines(text)

    def encoded_like(self, text: str) -> "EncodedText":
        """Another text in the units of the same client."""
        return EncodedText(text, self._encoding)

    @property
    def line_count(self) -> int:
        return len(self._lines.starts)

    def line(self, number: int) -> str:
        """The line with that number (from 1), without its end."""
        starts = self._lines.starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def lines_with_ends(self) -> list[str]:
        """All lines with their ends; an empty last line is left out, as pygls expects."""
        bounds = [*self._lines.starts, len(self.text)]
        lines = [self.text[start:end] for start, end in pairwise(bounds)]
        return lines if lines[-1] else lines[:-1]

    def offset(self, position: t.Position) -> int:
        """The index in the text of a client's position; beyond a line is its end."""
        if position.line >= self.line_count:
            return len(self.text)
        return self._lines.offset(self.from_client(position))

    def from_client(self, position: t.Position) -> Position:
        """A client's position in our units; what lies outside the text moves to its end."""
        if position.line >= self.line_count:
            return self._lines.position(len(self.text))
        column = self._points(self.line(position.line + 1), position.character)
        return Position(position.line + 1, column + 1)

    def to_client(self, position: Position) -> t.Position:
        """Our position in the client's units; what lies outside the text moves to its end."""
        if position.line > self.line_count:
            last = self.line(self.line_count)
            return t.Position(self.line_count - 1, self._units(last))
        prefix = self.line(position.line)[: position.column - 1]
        return t.Position(position.line - 1, self._units(prefix))

    def position_at(self, offset: int) -> t.Position:
        """The client's position of an index in the text."""
        return self.to_client(self._lines.position(offset))

    def range_to_client(self, where: Range) -> t.Range:
        return t.Range(self.to_client(where.start), self.to_client(where.end))

    def _units(self, prefix: str) -> int:
        if prefix.isascii():
            return len(prefix)
        return len(prefix.encode(self._codec, "surrogatepass")) // self._width

    def _points(self, line: str, units: int) -> int:
        if line.isascii():
            return min(units, len(line))
        data = line.encode(self._codec, "surrogatepass")[: units * self._width]
        return len(data.decode(self._codec, "ignore"))
