"""The edits behind "Disable KS101 for this line" and "... for this file"."""

import re
from functools import lru_cache

from kerascope.fixes.edit import Edit
from kerascope.rules.finding import Finding
from kerascope.source.document import Document
from kerascope.source.lines import Lines, newline_of
from kerascope.source.position import Position, Range
from kerascope.source.suppress import suppressions

# A comment for the whole file goes below the shebang and the declared encoding.
_HEAD = re.compile(r"(?:#!.*(?:\r\n?|\n))?(?:#.*coding[:=].*(?:\r\n?|\n))?")

_lines = lru_cache(maxsize=64)(Lines)
_suppressions = lru_cache(maxsize=64)(suppressions)


def for_line(finding: Finding, document: Document) -> Edit:
    """A ``# noqa`` at the end of the finding's last line, or its code added to the one there."""
    text = document.text_of(finding.cell)
    line = finding.range.end.line
    for noqa in _suppressions(text):
        if noqa.line == line and not noqa.whole_file and noqa.listed is not None:
            return _insertion(finding.cell, noqa.listed.end, f", {finding.code}")
    return _insertion(finding.cell, _end_of_line(text, line), f"  # noqa: {finding.code}")


def for_file(finding: Finding, document: Document) -> Edit:
    """A ``# kerascope: noqa`` at the top, or the finding's code added to the one there."""
    for cell in document.cells:
        for noqa in _suppressions(cell.text):
            if noqa.whole_file and noqa.listed is not None:
                return _insertion(cell.index, noqa.listed.end, f", {finding.code}")
    # A cell magic must stay the first line of its cell.
    plain = (cell for cell in document.cells if not cell.text.startswith("%%"))
    top = next(plain, document.cells[0])
    head = _HEAD.match(top.text)
    place = _lines(top.text).position(head.end() if head else 0)
    comment = f"# kerascope: noqa: {finding.code}{newline_of(top.text)}"
    return _insertion(top.index, place, comment)


def _insertion(cell: int | None, place: Position, text: str) -> Edit:
    return Edit(cell, Range(place, place), text)


def _end_of_line(text: str, line: int) -> Position:
    starts = _lines(text).starts
    end = starts[line] if line < len(starts) else len(text)
    return Position(line, len(text[starts[line - 1] : end].rstrip("\r\n")) + 1)
