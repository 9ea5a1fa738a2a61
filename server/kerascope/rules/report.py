"""What one check says: plain data, light to import, so that a face need not load the analysis."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kerascope.rules.finding import Finding

if TYPE_CHECKING:
    from kerascope.program.program import TrainingProgram


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user should know about the analysis itself (a statement left unread)."""

    message: str
    cell: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Report:
    """What one check found, by what it is expected to cost, the costliest first."""

    path: str
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...] = ()
    program: "TrainingProgram | None" = field(default=None, compare=False, repr=False)
