"""Hover: on a finding its explanation, on layers, compile and fit what is known of them."""

from collections.abc import Iterable, Iterator

from lsprotocol import types as t

from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.session import Analysed
from kerascope.lsp.verdicts import Probed, sentence, sparklines
from kerascope.outline.items import Item, Outline
from kerascope.rules.finding import Finding
from kerascope.source.position import Position, Range


async def hover(ls: KerascopeServer, params: t.HoverParams) -> t.Hover | None:
    uri = params.text_document.uri
    if not ls.session.options_for(uri).hover:
        return None
    analysed = await ls.session.current(uri)
    if analysed is None:
        return None
    cell = analysed.snapshot.cell_of(uri)
    text = analysed.snapshot.parts[cell].text
    place = text.from_client(params.position)
    probed = ls.session.verdicts(analysed)
    item = _item_at(await ls.outline(analysed), cell, place)
    said = [(item.range, item.hover)] if item is not None else []
    for finding in _findings_at(analysed, cell, place):
        explained = await ls.explained(finding.code)
        said.append((finding.range, _on_finding(finding, explained.brief, analysed, probed)))
    if not said:
        return None
    kind = t.MarkupKind.Markdown if ls.session.client.markdown else t.MarkupKind.PlainText
    where = min((where for where, _ in said), key=_size)
    content = "\n\n---\n\n".join(markdown for _, markdown in said)
    return t.Hover(t.MarkupContent(kind, content), text.range_to_client(where))


def _findings_at(analysed: Analysed, cell: int | None, place: Position) -> list[Finding]:
    """The findings at a place, the closest one first."""
    findings = analysed.analysis.report.findings
    here = [f for f in findings if f.cell == cell and _holds(f.range, place)]
    return sorted(here, key=lambda finding: _size(finding.range))


def _on_finding(finding: Finding, brief: str, analysed: Analysed, probed: Probed | None) -> str:
    """What was seen here; what a probe says of it; why it matters and how to mend it."""
    parts = [f"**{finding.code} {finding.name}**: {finding.message}"]
    verdict = probed.on(finding, analysed.snapshot.document) if probed else None
    if verdict is not None and probed is not None:
        parts.append(f"**{sentence(verdict)}**. {verdict.reason}")
        parts += sparklines(verdict, probed.arms)
    parts.append(brief)
    if (fix := finding.fix) is not None:
        parts.append(
            f"**Fix on offer.** {fix.title}{'' if fix.safe else ' (changes the experiment)'}."
        )
    if finding.url:
        parts.append(f"[All about {finding.code}]({finding.url})")
    return "\n\n".join(filter(None, parts))


def _item_at(outline: Outline, cell: int | None, place: Position) -> Item | None:
    """The innermost layer, compile, fit or model; calls over many lines count on their first."""
    layers = [layer for model in outline.models for layer in model.layers]
    layers += outline.parts
    calls = [*outline.compiles, *outline.fits, *(model.model for model in outline.models)]
    calls = [call for call in calls if call.range.start.line == place.line]
    return min(_at(cell, place, [*layers, *calls]), key=lambda i: _size(i.range), default=None)


def _at(cell: int | None, place: Position, items: Iterable[Item]) -> Iterator[Item]:
    return (i for i in items if i.cell == cell and i.hover and _holds(i.range, place))


def _holds(where: Range, place: Position) -> bool:
    return where.start <= place <= where.end


def _size(where: Range) -> tuple[int, int]:
    lines = where.end.line - where.start.line
    return lines, where.end.column - where.start.column
