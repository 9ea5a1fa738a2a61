"""The rules as the user may ask for them."""

from dataclasses import dataclass
from typing import Literal

from kerascope.rules import noqa
from kerascope.rules.documentation import for_readers
from kerascope.rules.effect import Effect
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Tier
from kerascope.rules.registry import RULES
from kerascope.rules.rule import RunRule


@dataclass(frozen=True, slots=True)
class Card:
    """What there is to know of a rule; ``doc`` is Markdown. ``in_runs``: the source does not show
    it, the run that a probe watches does."""

    code: str
    name: str
    tier: Tier
    effect: Effect | None
    summary: str
    doc: str
    fix: Literal["safe", "unsafe"] | None = None
    experiment: Experiment | None = None
    in_runs: bool = False


def catalogue() -> tuple[Card, ...]:
    """Every rule by code, and the one about suppression comments that the rules cannot judge."""
    cards = [
        Card(
            code=rule.code,
            name=rule.name,
            tier=rule.tier,
            effect=rule.effect,
            summary=rule.summary,
            doc=for_readers(rule.doc),
            fix=rule.fixable,
            experiment=rule.experiment,
            in_runs=isinstance(rule, RunRule),
        )
        for rule in RULES
    ]
    unused = Card(noqa.CODE, noqa.NAME, noqa.TIER, None, noqa.SUMMARY, noqa.DOC, fix="safe")
    return (unused, *cards)
