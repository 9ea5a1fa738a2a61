"""The ``# noqa`` comments of a document, and which findings they silence."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kerascope.config import covers
from kerascope.rules.finding import Finding
from kerascope.source.document import Document
from kerascope.source.suppress import Noqa, suppressions


@dataclass(eq=False, slots=True)
class Comment:
    """A suppression in its cell, and which of its selectors have silenced something."""

    cell: int | None
    noqa: Noqa
    used: set[str] = field(default_factory=set[str])

    def silences(self, finding: Finding) -> bool:
        """Whether the finding is not to be shown; remembers why."""
        if not self._reaches(finding):
            return False
        if self.noqa.selectors is None:
            return True
        fitting = {s for s in self.noqa.selectors if covers(s, finding.code, finding.name)}
        self.used |= fitting
        return bool(fitting)

    def _reaches(self, finding: Finding) -> bool:
        if self.noqa.whole_file:
            return True
        lines = (finding.range.start.line, finding.range.end.line)
        return self.cell == finding.cell and self.noqa.line in lines


def comments_in(document: Document) -> list[Comment]:
    """All of them, in the order of the cells."""
    return [
        Comment(cell.index, noqa) for cell in document.cells for noqa in suppressions(cell.text)
    ]


def unsilenced(document: Document, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that no comment silences, with nothing said of the comments."""
    comments = comments_in(document)
    return tuple(f for f in findings if not any(c.silences(f) for c in comments))
