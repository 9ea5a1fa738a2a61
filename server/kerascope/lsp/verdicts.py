"""What a probe has found out, kept for as long as the code it rests on stays the same."""

import hashlib
import io
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kerascope.outline.items import Outline
from kerascope.probe.verdict import Arm, Interval, ProbeReport, Verdict
from kerascope.rules.finding import Finding
from kerascope.source.document import Document
from kerascope.source.lines import Lines

Place = tuple[str, int | None, int]
"""A finding's code, its cell, and its line when only lines of code count."""

_BARS = "▁▂▃▄▅▆▇█"
_NOT_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER)


@dataclass(frozen=True, slots=True)
class Probed:
    """The verdicts on one document, and the fingerprint of the code that was put to the test."""

    fingerprint: str
    verdicts: Mapping[Place, Verdict]
    arms: Mapping[str, Arm]

    def on(self, finding: Finding, document: Document) -> Verdict | None:
        """The verdict on a finding of this, possibly reformatted, version of the document."""
        return self.verdicts.get(_place(finding, document))


def remember(report: ProbeReport, document: Document, code: str) -> Probed:
    """The verdicts of a probe of ``document``, whose fingerprint is ``code``."""
    verdicts = {_place(verdict, document): verdict for verdict in report.verdicts}
    return Probed(code, verdicts, {arm.name: arm for arm in report.arms})


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
    lines = map(str.strip, above.splitlines())
    of_code = (line for line in lines if line and not line.startswith("#"))
    return thing.code, thing.cell, sum(1 for _ in of_code)


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
