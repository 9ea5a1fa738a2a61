"""Verdicts and numbers in words."""

from collections import Counter
from collections.abc import Sequence

from kerascope.probe import plain
from kerascope.probe.verdict import Arm, CurvePoint, Evidence, Outcome, ProbeReport, Task


def headline(report: ProbeReport) -> str:
    """What the probe found, in one sentence without a full stop."""
    verdicts = [verdict.verdict for verdict in report.verdicts]
    if report.compared is not None and len(verdicts) == 1:
        return _of_edit(report)
    if report.error is not None:
        return "The script could not be put to the test"
    faults = len(shown_by_the_run(report))
    if not verdicts:
        return (
            f"The run shows {counted(faults, 'fault')} that the source does not"
            if faults
            else "There was no finding to put to the test, and the run shows no fault either"
        )
    tried = _tried(report)
    return f"{tried}; the run shows {counted(faults, 'fault')} more" if faults else tried


def shown_by_the_run(report: ProbeReport) -> list[Evidence]:
    """The findings that no source shows."""
    return [item for item in report.evidence if item.code is not None]


def _tried(report: ProbeReport) -> str:
    verdicts = [verdict.verdict for verdict in report.verdicts]
    confirmed = verdicts.count("confirmed")
    if confirmed:
        gain = _rise(report)
        found = f"{confirmed} of {counted(len(verdicts), 'finding')} confirmed"
        return f"{found}: {gain}" if gain else found
    if len(verdicts) == 1:
        return f"The finding is not confirmed: {verdicts[0]}"
    tally = listed([f"{count} {verdict}" for verdict, count in Counter(verdicts).items()])
    return f"None of the {len(verdicts)} findings is confirmed: {tally}"


_EDIT: dict[Outcome, str] = {
    "confirmed": "The edit helps",
    "speed only": "The edit only makes learning faster",
    "refuted": "The edit makes no difference that counts",
    "harmful": "The edit does harm",
    "could not run": "The edited version could not be put to the test",
}


def _of_edit(report: ProbeReport) -> str:
    if report.error is not None:
        return "The versions could not be put to the test"
    (verdict,) = report.verdicts
    said = _EDIT.get(verdict.verdict, "Whether the edit helps stays open")
    counts = verdict.verdict in ("confirmed", "harmful") and verdict.effect is not None
    return f"{said}: {signed(verdict.effect or 0.0)} in score" if counts else said


def _rise(report: ProbeReport) -> str:
    """What the recommended fixes gain, by the first version that shows a gain."""
    arms = {arm.name: arm for arm in report.arms if arm.curve}
    as_is = arms.get("as-is")
    curve = as_is.curve if as_is else report.baseline.curve if report.baseline else ()
    chosen = report.recommended_for
    alone = f"fix-{chosen[0]}" if len(chosen) == 1 else ""
    told = (_rise_of(report, curve, arms.get(n)) for n in (alone, "recommended", "all", "fix-0"))
    return next(filter(None, told), "")


def _rise_of(report: ProbeReport, curve: Sequence[CurvePoint], fixed: Arm | None) -> str:
    ends = _common_end(curve, fixed.curve if fixed else ())
    if fixed is None or ends is None or ends[1].mean <= ends[0].mean:
        return ""
    before, after = ends
    named = {"all": "all fixes", "recommended": "the recommended fixes"}
    fixes = named.get(fixed.name, f"the fix for {listed(fixed.codes)}")
    if report.baseline and (known := _in_plain_words(report.baseline.task, before, after)):
        return f"with {fixes} {known}"
    return f"with {fixes} the score rises from {signed(before.mean)} to {signed(after.mean)}"


def _common_end(
    one: Sequence[CurvePoint], other: Sequence[CurvePoint]
) -> tuple[CurvePoint, CurvePoint] | None:
    """The last points of two curves after equally many updates."""
    there = {point.updates: point for point in other}
    pairs = [(point, there[point.updates]) for point in one if point.updates in there]
    return pairs[-1] if pairs else None


def _in_plain_words(task: Task, before: CurvePoint, after: CurvePoint) -> str:
    """The gain in accuracy or R², where that goes the same way as the score."""
    if before.plain is None or after.plain is None:
        return ""
    rises = plain.rises(before.plain, after.plain)
    return plain.moved(task, before.plain, after.plain) if rises else ""


def signed(value: float) -> str:
    """A score or an effect with its sign and two decimals: ``+0.93``, ``−0.20``, ``0.00``."""
    digits = f"{abs(value):.2f}"
    if digits == "0.00":
        return digits
    return ("−" if value < 0 else "+") + digits


def counted(count: int, noun: str) -> str:
    """``1 edit``, ``1,800 updates``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def placed(line: int, cell: int | None) -> str:
    """``line 12``; in notebooks ``cell 3, line 12``, cells counted from 1."""
    return f"line {line}" if cell is None else f"cell {cell + 1}, line {line}"
