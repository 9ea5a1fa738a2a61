"""Document symbols: models and their layers."""

from collections.abc import Iterator, Sequence

from lsprotocol import types as t

from kerascope.lsp.documents import Snapshot
from kerascope.lsp.language_server import KerascopeServer
from kerascope.outline.items import Item, ModelItem


async def document_symbol(
    ls: KerascopeServer, params: t.DocumentSymbolParams
) -> Sequence[t.DocumentSymbol] | Sequence[t.SymbolInformation] | None:
    uri = params.text_document.uri
    if not ls.session.options_for(uri).symbols:
        return None
    analysed = await ls.session.current(uri)
    if analysed is None:
        return None
    models = (await ls.outline(analysed)).models
    symbols = [s for model in models for s in _model(model, uri, analysed.snapshot)]
    if ls.session.client.nested_symbols:
        return symbols
    return [flat for symbol in symbols for flat in _flattened(symbol, uri)]


def _model(model: ModelItem, uri: str, snapshot: Snapshot) -> Iterator[t.DocumentSymbol]:
    """The model with those of its layers that are in the same text, or those alone."""
    cell = snapshot.cell_of(uri)
    layers = [_symbol(x, snapshot, t.SymbolKind.Field) for x in model.layers if x.cell == cell]
    if model.model.cell != cell:
        yield from layers
        return
    symbol = _symbol(model.model, snapshot, t.SymbolKind.Class)
    symbol.children = layers
    # A parent has to enclose its children; .add() calls come after the model.
    symbol.range = t.Range(
        min([symbol.range.start, *(layer.range.start for layer in layers)]),
        max([symbol.range.end, *(layer.range.end for layer in layers)]),
    )
    yield symbol


def _symbol(item: Item, snapshot: Snapshot, kind: t.SymbolKind) -> t.DocumentSymbol:
    where = snapshot.parts[item.cell].text.range_to_client(item.range)
    return t.DocumentSymbol(
        item.title, kind, range=where, selection_range=where, detail=item.hint or None
    )


def _flattened(
    symbol: t.DocumentSymbol, uri: str, inside: str | None = None
) -> Iterator[t.SymbolInformation]:
    place = t.Location(uri, symbol.range)
    yield t.SymbolInformation(place, symbol.name, symbol.kind, container_name=inside)
    for child in symbol.children or ():
        yield from _flattened(child, uri, symbol.name)
