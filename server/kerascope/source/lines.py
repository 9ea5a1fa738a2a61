"""Line ends as Python and the language server protocol know them: ``\\n``, ``\\r\\n``, ``\\r``."""

import re
from bisect import bisect_right

from kerascope.source.position import Position

_LINE_END = re.compile(r"\r\n?|\n")


class Lines:
    """Where the lines of a text begin. Offsets count code points from 0."""

    __slots__ = ("starts",)

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def position(self, offset: int) -> Position:
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        return self.starts[position.line - 1] + position.column - 1


def newline_of(text: str) -> str:
    """The line end that the text uses: that of its first line, else ``\\n``."""
    match = _LINE_END.search(text)
    return match.group() if match else "\n"
