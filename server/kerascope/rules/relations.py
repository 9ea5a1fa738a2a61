"""One cause, one finding: what only follows from another finding is left out, and the rest is
listed by what it is expected to cost."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kerascope.fixes.edit import Fix
from kerascope.rules.effect import expected_loss
from kerascope.rules.finding import Finding, Related
from kerascope.rules.registry import rule_of

TakeAway = Callable[[Sequence[Fix], str], bool]
"""Whether a rule, by its code, finds nothing any more after some fixes."""


def without_consequences(findings: Sequence[Finding], take_away: TakeAway) -> list[Finding]:
    """The findings less those that another one explains."""
    kept: list[Finding] = []
    for finding in findings:
        if not any(_explains(other, finding) for other in findings):
            kept.append(finding)
    for code in dict.fromkeys(finding.code for finding in kept):
        kept = _folded(code, kept, take_away)
    for symptom in [finding for finding in kept if _is_symptom(finding)]:
        kept = _under_its_cause(symptom, kept)
    return kept


def by_expected_loss(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by what they are expected to cost, the costliest first; of equals, in the
    order of the source."""
    return sorted(findings, key=lambda finding: (-_cost(finding), _place(finding)))


def _cost(finding: Finding) -> float:
    rule = rule_of(finding.code)
    return expected_loss(rule.effect, finding.tier) if rule is not None else 0.0


def _place(finding: Finding) -> tuple[object, ...]:
    return (-1 if finding.cell is None else finding.cell, finding.range, finding.code)


def _folded(code: str, findings: list[Finding], take_away: TakeAway) -> list[Finding]:
    """The findings; those that the fixes of one rule take away are told by its first one."""
    rule = rule_of(code)
    fixes = [f.fix for f in findings if f.code == code and f.fix is not None]
    if rule is None or not fixes:
        return findings
    effects = [
        finding
        for effect in rule.leads_to
        if any(f.code == effect for f in findings) and take_away(fixes, effect)
        for finding in findings
        if finding.code == effect
    ]
    if not effects:
        return findings
    cause = next(f for f in findings if f.code == code)
    told = replace(cause, related=(*cause.related, *map(_told, effects)))
    return [told if f is cause else f for f in findings if f not in effects]


def _is_symptom(finding: Finding) -> bool:
    rule = rule_of(finding.code)
    return rule is not None and rule.is_symptom


def _under_its_cause(symptom: Finding, findings: list[Finding]) -> list[Finding]:
    """The findings; the costliest one of the same training that explains the symptom tells it."""
    cells = {symptom.cell, *(related.cell for related in symptom.related)}
    causes = [f for f in findings if f.cell in cells and _keeps_from_learning(f)]
    if not causes:
        return findings
    cause = by_expected_loss(causes)[0]
    shown = Related("the saved output of this fit shows it", symptom.cell, symptom.range)
    told = replace(cause, related=(*cause.related, shown))
    return [told if f is cause else f for f in findings if f is not symptom]


def _keeps_from_learning(finding: Finding) -> bool:
    rule = rule_of(finding.code)
    sure = finding.tier != "hypothesis"
    return sure and rule is not None and rule.effect == "blocks" and not rule.is_symptom


def _told(effect: Finding) -> Related:
    return Related(f"this goes with it ({effect.name})", effect.cell, effect.range)


def _explains(cause: Finding, effect: Finding) -> bool:
    if cause.code == effect.code or cause.cell != effect.cell:
        return False
    rule = rule_of(cause.code)
    if rule is None or effect.code not in rule.explains:
        return False
    return cause.range.overlaps(effect.range) or cause.range.start.line == effect.range.start.line
