"""Text in, findings out: the one function that every face calls."""

import logging
from collections.abc import Iterable, Iterator

from kerascope.config import Settings
from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit
from kerascope.program.program import TrainingProgram
from kerascope.reader.read import read
from kerascope.rules import noqa
from kerascope.rules.finding import Finding, Related, Severity, Tier
from kerascope.rules.registry import RULES
from kerascope.rules.relations import without_consequences
from kerascope.rules.report import Note, Report
from kerascope.rules.rule import Fault, Rule
from kerascope.source.document import Document

DOCS = "https://kerascope.github.io/rules/"

DEFAULTS = Settings()

_log = logging.getLogger(__name__)


def check(document: Document, settings: Settings = DEFAULTS) -> Report:
    """Read ``document`` and judge it. Never raises on any input, never runs user code."""
    program = read(document, engine=settings.backend)
    found = _unique(f for rule in RULES for f in _judge(rule, program, settings))
    kept = [f for f in found if settings.reports(f.code, f.name)]
    findings = noqa.silence(document, without_consequences(kept), RULES, settings)
    return Report(
        document.path,
        tuple(sorted(findings, key=_place)),
        tuple(Note(u.reason, u.cell, u.line) for u in program.unread),
        program,
    )


def _judge(rule: Rule, program: TrainingProgram, settings: Settings) -> list[Finding]:
    """One rule's findings; a fault in the rule costs these only."""
    try:
        return [_finding(rule, fault, program, settings) for fault in rule.check(program)]
    except Exception:
        _log.exception("rule %s failed on %s", rule.code, program.document.path)
        return []


def _finding(rule: Rule, fault: Fault, program: TrainingProgram, settings: Settings) -> Finding:
    tier = fault.tier or rule.tier
    return Finding(
        code=rule.code,
        name=rule.name,
        tier=tier,
        severity=_severity(tier, settings),
        message=fault.message,
        cell=fault.origin.cell,
        range=fault.origin.range,
        related=tuple(Related(text, o.cell, o.range) for text, o in fault.related),
        fix=_fix(rule, fault, program),
        experiment=rule.experiment,
        url=f"{DOCS}{rule.name}/",
    )


def _fix(rule: Rule, fault: Fault, program: TrainingProgram) -> Fix | None:
    try:
        return rule.fix(fault, program) if fault.fixable else None
    except CannotEdit:
        return None


def _severity(tier: Tier, settings: Settings) -> Severity:
    return getattr(settings.severities, tier)


def _unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding a code and place: a loop read twice says everything twice."""
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        key = (finding.code, finding.cell, finding.range)
        if key not in seen:
            seen.add(key)
            yield finding


def _place(finding: Finding) -> tuple[object, ...]:
    return (-1 if finding.cell is None else finding.cell, finding.range, finding.code)
