"""The probe's report as a page of plain text."""

from collections.abc import Iterator
from textwrap import wrap

from kerascope.probe.report.ansi import Colour, paint, printable
from kerascope.probe.report.words import counted, headline, listed, placed, shown_by_the_run, signed
from kerascope.probe.verdict import ProbeReport, Verdict

_WIDTH = 96
_MOST_VERDICTS = 10
_MOST_REASONS = 4
_MOST_EVIDENCE = 5
_MOST_SHOWN = 3
_SHOWN = Colour.MAGENTA

_SIGNS = {
    "confirmed": ("✓", Colour.BLUE),
    "secondary": ("◐", Colour.GREEN),
    "speed only": ("»", Colour.GREEN),
    "refuted": ("✗", Colour.DIM),
    "harmful": ("↓", Colour.RED),
    "inconclusive": ("?", Colour.MAGENTA),
    "untestable": ("–", Colour.MAGENTA),
    "could not run": ("!", Colour.MAGENTA),
}

Line = tuple[str, Colour | None]


def terminal_summary(report: ProbeReport, color: bool = False) -> str:
    """Headline, verdicts, evidence and what to do, under forty lines; ANSI codes if ``color``."""
    parts = (
        _head(report),
        _compared(report),
        _failure(report),
        _verdicts(report),
        _shown(report),
        _evidence(report),
        _recommendation(report),
        _setting(report),
    )
    paragraphs = [[_coloured(line, color) for line in part] for part in parts]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _coloured(line: Line, color: bool) -> str:
    text, colour = line
    return paint(text, colour) if color and colour is not None else text


def _head(report: ProbeReport) -> Iterator[Line]:
    yield from ((text, Colour.BOLD) for text in wrap(f"{headline(report)}.", _WIDTH))


def _compared(report: ProbeReport) -> Iterator[Line]:
    if report.compared is not None:
        yield f"Before: {printable(report.compared.before)}", None
        yield f"After:  {printable(report.compared.after)}", None


def _failure(report: ProbeReport) -> Iterator[Line]:
    if report.error is None:
        return
    line = report.error.line
    where = "" if line is None else f" (line {line})"
    yield from _wrapped(report.error.sentence + where, indent=0, most=4)
    for text in report.error.output.splitlines()[-8:]:
        yield f"  | {printable(text)[: _WIDTH - 4]}", Colour.DIM


def _verdicts(report: ProbeReport) -> Iterator[Line]:
    verdicts = _ranked(report)
    named = max((len(printable(verdict.name)) for verdict in verdicts), default=0)
    for position, verdict in enumerate(verdicts[:_MOST_VERDICTS]):
        sign, colour = _SIGNS[verdict.verdict]
        columns = (
            f"{sign} {verdict.verdict:<13} {verdict.code}",
            f"{printable(verdict.name):<{named}}",
            f"{placed(verdict.range.start.line, verdict.cell):<8}",
            _measured(verdict),
        )
        yield "  ".join(columns).rstrip(), colour
        if position < _MOST_REASONS:
            yield from _wrapped(verdict.reason, indent=4, most=2)
    if (hidden := len(verdicts) - _MOST_VERDICTS) > 0:
        yield f"  and {counted(hidden, 'more finding')}: see the full report.", None


def _ranked(report: ProbeReport) -> list[Verdict]:
    order = dict.fromkeys((*report.ranking, *range(len(report.verdicts))))
    return [report.verdicts[index] for index in order]


def _measured(verdict: Verdict) -> str:
    if verdict.effect is None:
        return "not measured"
    text = signed(verdict.effect)
    if verdict.interval is not None:
        text += f" ({signed(verdict.interval.low)} to {signed(verdict.interval.high)})"
    return f"{text}, {counted(verdict.seeds, 'pair')}, {counted(verdict.updates, 'update')}"


def _shown(report: ProbeReport) -> Iterator[Line]:
    faults = shown_by_the_run(report)
    for item in faults[:_MOST_SHOWN]:
        place = "" if item.line is None else placed(item.line, item.cell)
        yield f"! only a run shows  {item.code}  {printable(item.kind)}  {place}".rstrip(), _SHOWN
        yield from _wrapped(item.sentence, indent=4, most=3)
    if (hidden := len(faults) - _MOST_SHOWN) > 0:
        yield f"  and {counted(hidden, 'more fault')}: see the full report.", None


def _evidence(report: ProbeReport) -> Iterator[Line]:
    measured = [item for item in report.evidence if item.code is None]
    if measured:
        yield "Seen while the script as it is trained:", None
    for item in measured[:_MOST_EVIDENCE]:
        where = "" if item.line is None else f" ({placed(item.line, item.cell)})"
        first, *rest = wrap(printable(item.sentence) + where, _WIDTH - 4, max_lines=2) or [""]
        yield f"  · {first}", None
        yield from ((f"    {text}", None) for text in rest)


def _recommendation(report: ProbeReport) -> Iterator[Line]:
    codes = list(dict.fromkeys(report.verdicts[k].code for k in report.recommended_for))
    if codes:
        edits = counted(len(report.recommended), "edit")
        keeps = "One fix keeps" if len(codes) == 1 else "The smallest set of fixes that keeps"
        verb = ": " if len(codes) == 1 else " is "
        yield f"{keeps} the gain{verb}{listed(codes)} ({edits}).", Colour.BOLD


def _setting(report: ProbeReport) -> Iterator[Line]:
    if report.baseline is not None:
        yield from _wrapped(
            "Score on held-out data: 0 is the best constant answer, +1 is perfect, −1 diverged. "
            "In brackets the 90 % interval over paired seeds.",
            indent=0,
            most=2,
        )
    if (where := report.environment) is not None:
        setting = f"Keras {where.keras} on {where.backend}, {where.device}; {report.seconds:.1f} s."
        yield printable(setting), Colour.DIM


def _wrapped(sentence: str, indent: int, most: int) -> Iterator[Line]:
    for text in wrap(printable(sentence), _WIDTH - indent, max_lines=most, placeholder=" …"):
        yield " " * indent + text, Colour.DIM
