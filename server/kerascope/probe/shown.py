"""What only a run has shown, as findings like those of the source."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from kerascope.config import Settings
from kerascope.probe.verdict import Evidence, ProbeReport
from kerascope.rules.comments import unsilenced
from kerascope.rules.finding import Finding, page_of
from kerascope.source.document import Document


def shown_by_run(
    report: ProbeReport, settings: Settings, found: Collection[str]
) -> tuple[Finding, ...]:
    """The findings of a report; ``found`` are the codes that the source has shown already."""
    return tuple(
        finding
        for item in report.evidence
        if item.code not in found and (finding := _finding(item, settings)) is not None
    )


def wanted(
    evidence: Sequence[Evidence], document: Document, settings: Settings
) -> tuple[Evidence, ...]:
    """The same, but what is silenced in ``document``, or by ``settings``, is no finding."""
    found = [f for item in evidence if (f := _finding(item, settings)) is not None]
    reported = [f for f in found if settings.reports(f.code, f.name)]
    kept = unsilenced(document, reported)
    return tuple(
        item if _finding(item, settings) in kept else measurement(item) for item in evidence
    )


def measurement(item: Evidence) -> Evidence:
    """Evidence that is no finding of its own."""
    return replace(item, code=None, tier=None, range=None)


def _finding(item: Evidence, settings: Settings) -> Finding | None:
    if item.code is None or item.tier is None or item.range is None:
        return None
    return Finding(
        code=item.code,
        name=item.kind,
        tier=item.tier,
        severity=settings.severities.of(item.tier),
        message=f"Seen in a run: {item.sentence}",
        cell=item.cell,
        range=item.range,
        url=page_of(item.kind),
    )
