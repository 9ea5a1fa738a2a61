"""What only a run has shown, as findings like those of the source."""

from collections.abc import Collection

from kerascope.config import Settings
from kerascope.probe.verdict import Evidence, ProbeReport
from kerascope.rules.comments import unsilenced
from kerascope.rules.finding import Finding, page_of
from kerascope.source.document import Document


def shown_by_run(
    report: ProbeReport, document: Document, settings: Settings, found: Collection[str]
) -> tuple[Finding, ...]:
    """The findings of the probed ``document`` that are wanted; ``found`` are the codes of those
    that its source has shown already."""
    shown = (_finding(item, settings) for item in report.evidence if item.code not in found)
    wanted = [f for f in shown if f is not None and settings.reports(f.code, f.name)]
    return unsilenced(document, wanted)


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
