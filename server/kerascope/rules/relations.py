"""One cause, one finding: what only follows from another finding is left out."""

from collections.abc import Sequence

from kerascope.rules.finding import Finding
from kerascope.rules.registry import rule_of


def without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """The findings less those that another one explains at the same place."""
    kept: list[Finding] = []
    for finding in findings:
        if not any(_explains(other, finding) for other in findings):
            kept.append(finding)
    return kept


def _explains(cause: Finding, effect: Finding) -> bool:
    if cause.code == effect.code or cause.cell != effect.cell:
        return False
    rule = rule_of(cause.code)
    if rule is None or effect.code not in rule.explains:
        return False
    return cause.range.overlaps(effect.range) or cause.range.start.line == effect.range.start.line
