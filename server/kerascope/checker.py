"""Text in, findings out: the one function that every face calls."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from kerascope.config import Settings
from kerascope.fixes.apply import ConflictingEdits, apply, compose
from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit
from kerascope.program.program import TrainingProgram
from kerascope.program.tests import is_test
from kerascope.reader.read import read
from kerascope.rules import noqa
from kerascope.rules.finding import Finding, Related, page_of
from kerascope.rules.registry import RULES
from kerascope.rules.relations import by_expected_loss, without_consequences
from kerascope.rules.report import Note, Report
from kerascope.rules.rule import Fault, Rule
from kerascope.source.document import Document
from kerascope.source.modules import Modules
from kerascope.source.origin import Origin

DEFAULTS = Settings()

_log = logging.getLogger(__name__)


def check(
    document: Document, settings: Settings = DEFAULTS, modules: Modules | None = None
) -> Report:
    """Read ``document`` and judge it. Never raises on any input, never runs user code.

    ``modules`` are those that the document can import besides libraries; without it there are
    none.
    """
    program = read(document, engine=settings.backend, modules=modules)
    judged = settings.tests or not is_test(program)
    findings = _findings(program, settings, modules) if judged else ()
    return Report(
        document.path,
        tuple(by_expected_loss(findings)),
        tuple(Note(u.reason, u.cell, u.line) for u in program.unread),
        program,
    )


def _findings(
    program: TrainingProgram, settings: Settings, modules: Modules | None
) -> Iterable[Finding]:
    found = _unique(f for rule in RULES for f in _judge(rule, program, settings))
    kept = [f for f in found if settings.reports(f.code, f.name)]
    left = without_consequences(kept, partial(_takes_away, program, settings, modules))
    return noqa.silence(program.document, left, RULES, settings)


def _takes_away(
    program: TrainingProgram,
    settings: Settings,
    modules: Modules | None,
    fixes: Sequence[Fix],
    code: str,
) -> bool:
    """Whether one rule finds nothing any more after some fixes."""
    try:
        mended = apply(program.document, compose(fixes))
    except ConflictingEdits:
        return False
    after = read(mended, engine=settings.backend, modules=modules)
    return not any(_judge(rule, after, settings) for rule in RULES if rule.code == code)


def _judge(rule: Rule, program: TrainingProgram, settings: Settings) -> list[Finding]:
    """One rule's findings; a fault in the rule costs these only."""
    try:
        faults = filter(_concerns, rule.check(program))
        return [_finding(rule, fault, program, settings) for fault in faults]
    except Exception:
        _log.exception("rule %s failed on %s", rule.code, program.document.path)
        return []


def _concerns(fault: Fault) -> bool:
    """Whether the file at hand has a part in it: what one other file holds all by itself is
    found where that file is checked."""
    place = fault.origin.path
    return not place or any(origin.path != place for _, origin in fault.related)


def _finding(rule: Rule, fault: Fault, program: TrainingProgram, settings: Settings) -> Finding:
    tier = fault.tier or rule.tier
    return Finding(
        code=rule.code,
        name=rule.name,
        tier=tier,
        severity=settings.severities.of(tier),
        message=fault.message,
        cell=fault.origin.here.cell,
        range=fault.origin.here.range,
        related=tuple(_related(text, origin) for text, origin in _trail(fault)),
        fix=_fix(rule, fault, program),
        experiment=rule.experiment,
        url=page_of(rule.name),
    )


def _trail(fault: Fault) -> tuple[tuple[str, Origin], ...]:
    """The evidence; before it the place itself, where that is shown by the way that leads to it."""
    place = (("this is the place", fault.origin),) if fault.origin.path else ()
    return (*place, *fault.related)


def _related(text: str, origin: Origin) -> Related:
    return Related(text, None if origin.path else origin.cell, origin.range, origin.path)


def _fix(rule: Rule, fault: Fault, program: TrainingProgram) -> Fix | None:
    """The rule's edit, unless some of it lies in another file."""
    try:
        fix = rule.fix(fault, program) if fault.fixable else None
    except CannotEdit:
        return None
    cells = {cell.index for cell in program.document.cells}
    return fix if fix is not None and all(e.cell in cells for e in fix.edits) else None


def _unique(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding a code and place: a loop read twice says everything twice."""
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        key = (finding.code, finding.cell, finding.range)
        if key not in seen:
            seen.add(key)
            yield finding
