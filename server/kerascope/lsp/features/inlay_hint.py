"""Inlay hints: output shape and number of parameters after each layer."""

from collections.abc import Iterator, Sequence

from lsprotocol import types as t

from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.session import Analysed
from kerascope.outline.items import Outline
from kerascope.source.position import Position


async def inlay_hint(
    ls: KerascopeServer, params: t.InlayHintParams
) -> Sequence[t.InlayHint] | None:
    uri = params.text_document.uri
    if not ls.session.options_for(uri).inlay_hints:
        return None
    analysed = await ls.session.current(uri)
    if analysed is None:
        return None
    shown, asked = _hints(analysed, await ls.outline(analysed), uri), params.range
    return [hint for hint in shown if asked.start <= hint.position <= asked.end]


def _hints(analysed: Analysed, outline: Outline, uri: str) -> Iterator[t.InlayHint]:
    cell = analysed.snapshot.cell_of(uri)
    text = analysed.snapshot.parts[cell].text
    said: set[Position] = set()
    for model in outline.models:
        for layer in model.layers:
            if layer.cell != cell or not layer.hint:
                continue
            # A layer in a loop or in two models has several shapes at one place: the first.
            if layer.range.end not in said:
                said.add(layer.range.end)
                place = text.to_client(layer.range.end)
                yield t.InlayHint(place, f"→ {layer.hint}", padding_left=True)
