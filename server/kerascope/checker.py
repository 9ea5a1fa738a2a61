"""Text in, findings out: the one function that every face calls."""

from dataclasses import dataclass, field

from kerascope.config import Settings
from kerascope.program.program import TrainingProgram
from kerascope.rules.finding import Finding
from kerascope.source.document import Document


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know about the analysis itself (a statement left unread)."""

    message: str
    cell: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Report:
    """What one check found, in source order."""

    path: str
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...] = ()
    program: TrainingProgram | None = field(default=None, compare=False, repr=False)


def check(document: Document, settings: Settings = Settings()) -> Report:
    """Read ``document`` and judge it. Never raises on any input, never runs user code."""
    raise NotImplementedError
