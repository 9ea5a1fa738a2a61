"""Silencing what is found, by a comment on each line."""

from collections.abc import Iterable

from kerascope.cli.checked import CheckedFile
from kerascope.fixes.apply import apply
from kerascope.fixes.edit import Edit
from kerascope.rules import noqa
from kerascope.rules.finding import Finding
from kerascope.source.document import Document
from kerascope.source.lines import Lines
from kerascope.source.position import Position, Range
from kerascope.source.suppress import Noqa, suppressions


def silenced(checked: CheckedFile) -> Document:
    """The document with a ``# noqa`` for every finding on whose lines a comment can stand."""
    document = checked.document
    for finding in checked.findings:
        if finding.code != noqa.CODE:
            document = _with_comment(document, finding)
    return document


def _with_comment(document: Document, finding: Finding) -> Document:
    # A comment at the end of a line moves no other place, so the finding's range still holds.
    for line in (finding.range.start.line, finding.range.end.line):
        edit = _edit(document.text_of(finding.cell), finding, line)
        changed = apply(document, [edit] if edit else [])
        if edit is None or _is_silent(changed.text_of(finding.cell), line, finding.code):
            return changed
    return document


def _edit(text: str, finding: Finding, line: int) -> Edit | None:
    """The comment to write, or None if the line has one that says it already."""
    present = _on_line(suppressions(text), line)
    if present and (present.selectors is None or finding.code in present.selectors):
        return None
    if present and present.listed:
        end = Range(present.listed.end, present.listed.end)
        return Edit(finding.cell, end, f", {finding.code}")
    end = _end_of_line(text, line)
    return Edit(finding.cell, Range(end, end), f"  # noqa: {finding.code}")


def _is_silent(text: str, line: int, code: str) -> bool:
    """Whether the comment is one: not within a string, nor after a backslash."""
    content = _line(text, line).rpartition("#")[0].rstrip()
    present = _on_line(suppressions(text), line)
    return bool(present and code in (present.selectors or ()) and not content.endswith("\\"))


def _on_line(comments: Iterable[Noqa], line: int) -> Noqa | None:
    return next((c for c in comments if c.line == line and not c.whole_file), None)


def _line(text: str, line: int) -> str:
    starts = [*Lines(text).starts, len(text)]
    return text[starts[line - 1] : starts[line]].rstrip("\r\n")


def _end_of_line(text: str, line: int) -> Position:
    return Position(line, len(_line(text, line).rstrip()) + 1)
