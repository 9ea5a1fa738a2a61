"""What a rule has to say to the user: plain data that every face shows."""

from dataclasses import dataclass
from typing import Literal

from kerascope.fixes.edit import Fix
from kerascope.rules.experiment import Experiment
from kerascope.source.position import Range

Tier = Literal["certain", "likely", "hypothesis"]
Severity = Literal["error", "warning", "information", "hint"]


DOCS = "https://kerascope.github.io/rules/"


def page_of(name: str) -> str:
    """Where the documentation of the rule with that name is to be read."""
    return f"{DOCS}{name}/"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to the finding: a step of its evidence trail.

    ``path`` is the absolute path of another file that it stands in; "" for the file at hand.
    """

    message: str
    cell: int | None
    range: Range
    path: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place. Picklable: ranges are resolved, no tree is held."""

    code: str
    name: str
    tier: Tier
    severity: Severity
    message: str
    cell: int | None
    range: Range
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    experiment: Experiment | None = None
    url: str = ""
