"""What a probe has found out, kept for as long as the code it rests on stays the same."""

import hashlib
import io
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kerascope.outline.items import Outline
from kerascope.probe.verdict import Arm, Interval, ProbeReport, Verdict
from kerascope.rules.finding import Finding
from kerascope.source.document import Document
from kerascope.source.lines import Lines
from kerascope.source.position import Position, Range

Place = tuple[str, int | None, int]
"""A finding's code, its cell, and its line when only lines of code count."""

_BARS = "▁▂▃▄▅▆▇█"
_NOT_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER)


@dataclass(frozen=True, slots=True)
class Probed:
    """The verdicts on one document, and the fingerprint of the code that was put to the test.

    ``shown`` are the findings that only the run has shown, with their places.
    """

    fingerprint: str
    verdicts: Mapping[Place, Verdict]
    arms: Mapping[str, Arm]
    shown: Sequence[tuple[Place, Finding]] = ()

    def on(self, finding: Finding, document: Document) -> Verdict | None:
        """The verdict on a finding of this, possibly reformatted, version of the document."""
        return self.verdicts.get(_place(finding, document))

    def shown_in(self, document: Document) -> Iterator[Finding]:
        """What the run has shown, where it stands in this version of the document."""
        for place, finding in self.shown:
            if (line := _line_of(place, document)) is not None:
                yield replace(finding, range=_moved(finding.range, line, document, finding.cell))


def remember(
    report: ProbeReport, document: Document, code: str, shown: Sequence[Finding] = ()
) -> Probed:
    """The verdicts of a probe of ``document``, whose fingerprint is ``code``, and the findings that
    only its run has ``shown``."""
    verdicts = {_place(verdict, document): verdict for verdict in report.verdicts}
    places = [(_place(finding, document), finding) for finding in shown]
    return Probed(code, verdicts, {arm.name: arm for arm in report.arms}, places)


def fingerprint(document: Document, outline: Outline) -> str:
    """The same for two versions that differ only in comments, blank lines and layout, or in
    what comes after the last top-level statement that trains."""
    digest = hashlib.sha256()
    for cell in document.cells:
        for token in _tokens(_up_to_training(cell.text, cell.index, outline)):
            digest.update(token.encode("utf-8", "surrogatepass"))
            digest.update(b"\0")
        if outline.last_training is not None and outline.last_training[0] == cell.index:
            break
    return digest.hexdigest()


def sentence(verdict: Verdict) -> str:
    """The verdict as it follows the finding's message."""
    if verdict.effect is None:
        return f"probe: {verdict.verdict}. {verdict.reason}"
    return f"{verdict.verdict} by probe: {verdict.effect:+.2f} {verdict.metric}" + _interval(
        verdict.interval
    )


def _interval(interval: Interval | None) -> str:
    if interval is None:
        return ""
    return f", 90 % interval {interval.low:+.2f} to {interval.high:+.2f}"


def _place(thing: Finding | Verdict, document: Document) -> Place:
    above = _first_lines(document.text_of(thing.cell), thing.range.start.line - 1)
    return thing.code, thing.cell, sum(map(_is_code, above.splitlines()))


def _is_code(line: str) -> bool:
    return not line.isspace() and bool(line) and not line.lstrip().startswith("#")


def _line_of(place: Place, document: Document) -> int | None:
    """The line of code with as many others above it."""
    _, index, above = place
    if all(cell.index != index for cell in document.cells):
        return None
    lines = enumerate(document.text_of(index).splitlines(), 1)
    of_code = [number for number, line in lines if _is_code(line)]
    return of_code[above] if above < len(of_code) else None


def _moved(old: Range, line: int, document: Document, cell: int | None) -> Range:
    """A range on its new line; never beyond that line's end, should it have been laid out anew."""
    width = len(document.text_of(cell).splitlines()[line - 1])
    if old.start.line != old.end.line or old.end.column > width + 1:
        return Range(Position(line, 1), Position(line, width + 1))
    return Range(Position(line, old.start.column), Position(line, old.end.column))


def _up_to_training(text: str, cell: int | None, outline: Outline) -> str:
    if outline.last_training is None or outline.last_training[0] != cell:
        return text
    return _first_lines(text, outline.last_training[1])


def _first_lines(text: str, count: int) -> str:
    starts = Lines(text).starts
    return text[: starts[count]] if count < len(starts) else text


def _tokens(text: str) -> Iterator[str]:
    """The text's tokens without comments; broken text and magics come line by line."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        yield from filter(None, map(str.strip, text.splitlines()))
        return
    yield from (token.string for token in found if token.type not in _NOT_CODE)


def sparklines(verdict: Verdict, arms: Mapping[str, Arm]) -> list[str]:
    """The learning curves of the verdict's arms, one a line; scores run from -1 to 1."""
    shown = [arms[name] for name in verdict.curves if name in arms and arms[name].curve]
    if not shown:
        return []
    width = max(len(arm.title) for arm in shown)
    rows = [f"{arm.title:<{width}}  {_bars(arm)}  {arm.curve[-1].mean:+.2f}" for arm in shown]
    return ["```text\n" + "\n".join(rows) + "\n```"]


def _bars(arm: Arm) -> str:
    steps = (min(max((point.mean + 1) / 2, 0.0), 0.999) for point in arm.curve)
    return "".join(_BARS[int(step * len(_BARS))] for step in steps)
