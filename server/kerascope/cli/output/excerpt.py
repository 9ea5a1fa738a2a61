"""Source lines with carets under a range, aligned as a terminal shows them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kerascope.source.position import Range

_TAB = "    "
_LONGEST = 3
_WIDEST = 140
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Marked:
    """One line of an excerpt; ``carets`` starts with as many blanks as the text is wide."""

    number: int
    text: str
    carets: str


def excerpt(text: str, where: Range) -> tuple[list[Marked], bool]:
    """The first lines of the range, and whether there are more."""
    lines = _LINE_END.split(text)
    last = min(where.end.line, len(lines))
    if last > where.start.line and where.end.column == 1:
        last -= 1
    shown = range(where.start.line, min(last, where.start.line + _LONGEST - 1) + 1)
    marked = [_marked(number, lines[number - 1], where) for number in shown if number <= len(lines)]
    return marked, last >= where.start.line + _LONGEST


def _marked(number: int, line: str, where: Range) -> Marked:
    indent = len(line) - len(line.lstrip())
    start = where.start.column - 1 if number == where.start.line else indent
    end = where.end.column - 1 if number == where.end.line else len(line.rstrip())
    start = min(start, len(line))
    before, within, after = line[:start], line[start:end], line[end:]
    before, within, after = _cropped(before, within, after)
    carets = " " * _width(_shown(before)) + "^" * max(1, _width(_shown(within)))
    return Marked(number, _shown(before + within + after), carets)


def _cropped(before: str, within: str, after: str) -> tuple[str, str, str]:
    """Of a line that is far too long, the part around the range."""
    if len(before + within + after) <= _WIDEST:
        return before, within, after
    if len(before) > _WIDEST // 3:
        before = "…" + before[-_WIDEST // 3 :]
    room = max(_WIDEST - len(before), 20)
    if len(within) > room:
        return before, within[:room] + "…", ""
    rest = room - len(within)
    return before, within, after if len(after) <= rest else after[:rest] + "…"


def _shown(text: str) -> str:
    """Tabs as blanks; control characters, which could steer the terminal, made visible."""
    return "".join(_visible(text.replace("\t", _TAB)))


def _visible(text: str) -> Iterator[str]:
    for character in text:
        yield "\ufffd" if unicodedata.category(character) == "Cc" else character


def _width(text: str) -> int:
    """Columns that a terminal gives to the text."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    width = wcswidth(text)
    return width if width >= 0 else len(text)
