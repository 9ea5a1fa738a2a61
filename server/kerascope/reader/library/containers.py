"""Lists, dictionaries and texts: what their methods give."""

from __future__ import annotations

from kerascope.program.value import Known, Unknown
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.iteration import elements
from kerascope.reader.values import (
    Items,
    SomeInteger,
    V,
    payload,
)
from kerascope.reader.values import Table as Dictionary

known = Table()


@known.knows("list.append")
def append(call: Invocation) -> V:
    items = payload(call.owner or Unknown())
    if isinstance(items, Items):
        call.run.memory.write(items, "items", (*items.items, call.get(0, "object")))
        if call.run.unsettled(items):
            call.run.memory.write(items, "open", True)
    return Known(None)


@known.knows("list.add")
def add_to_set(call: Invocation) -> V:
    """How many different things a set holds is known only where each is a constant."""
    items = payload(call.owner or Unknown())
    if isinstance(items, Items):
        call.run.memory.write(items, "items", (*items.items, call.get(0, "elem")))
        call.run.memory.write(items, "open", True)
    return Known(None)


@known.knows("list.extend")
def extend(call: Invocation) -> V:
    items = payload(call.owner or Unknown())
    rounds = elements(call.run, call.get(0, "iterable"))
    if isinstance(items, Items):
        call.run.memory.write(items, "items", (*items.items, *rounds.items))
        if call.run.unsettled(items) or not rounds.complete:
            call.run.memory.write(items, "open", True)
    return Known(None)


@known.knows("list.insert")
def insert(call: Invocation) -> V:
    items, at = payload(call.owner or Unknown()), payload(call.get(0, "index"))
    if isinstance(items, Items):
        rest = list(items.items)
        rest.insert(at if isinstance(at, int) else len(rest), call.get(1, "object"))
        call.run.memory.write(items, "items", tuple(rest))
    return Known(None)


@known.knows("list.pop")
def pop(call: Invocation) -> V:
    items = payload(call.owner or Unknown())
    at = payload(call.get(0, "index", Known(-1)))
    if isinstance(items, Items) and not items.is_open and isinstance(at, int):
        rest = list(items.items)
        if -len(rest) <= at < len(rest):
            value = rest.pop(at)
            call.run.memory.write(items, "items", tuple(rest))
            return value
    return call.unknown()


@known.knows("list.copy", "dict.copy", "copy.copy", "copy.deepcopy")
def copied(call: Invocation) -> V:
    owner = call.owner or call.get(0, "x")
    found = payload(owner)
    if isinstance(found, Items):
        return Known(Items(found.kind, found.items, found.is_open), call.origin)
    if isinstance(found, Dictionary):
        return Known(Dictionary(dict(found.entries), found.is_open), call.origin)
    return owner


@known.knows("list.index")
def index_of(call: Invocation) -> V:
    items, wanted = payload(call.owner or Unknown()), payload(call.get(0, "value"))
    if isinstance(items, Items) and not items.is_open:
        found = [payload(item) for item in items.items]
        if wanted is not None and None not in found and wanted in found:
            return Known(found.index(wanted), call.origin)
    return SomeInteger("a position in a list", call.origin)


@known.knows("list.count")
def list_other(call: Invocation) -> V:
    return call.unknown()


@known.knows("dict.get", "dict.pop", "dict.setdefault")
def dict_get(call: Invocation) -> V:
    table, key = payload(call.owner or Unknown()), payload(call.get(0, "key"))
    if isinstance(table, Dictionary) and isinstance(key, str | int | float):
        if key in table.entries:
            return table.entries[key]
        if not table.is_open:
            return call.get(1, "default", Known(None))
    return call.unknown()


@known.knows("dict.keys", "dict.values", "dict.items")
def dict_views(call: Invocation) -> V:
    table = payload(call.owner or Unknown())
    if not isinstance(table, Dictionary):
        return call.unknown()
    kind = call.name.rpartition(".")[2]
    rows: list[V] = []
    for key, value in table.entries.items():
        pair = Known(Items("tuple", (Known(key), value)))
        rows.append(Known(key) if kind == "keys" else value if kind == "values" else pair)
    return Known(Items("list", tuple(rows), table.is_open), call.origin)


@known.knows("dict.update")
def dict_update(call: Invocation) -> V:
    table, other = payload(call.owner or Unknown()), payload(call.get(0, "other", Known(None)))
    if isinstance(table, Dictionary):
        entries = {**table.entries, **call.keywords}
        if isinstance(other, Dictionary):
            entries.update(other.entries)
        elif other is not None:
            call.run.memory.write(table, "open", True)
        call.run.memory.write(table, "entries", entries)
    return Known(None)


@known.knows("str.lower", "str.upper", "str.strip", "str.title", "str.capitalize")
def text_case(call: Invocation) -> V:
    text = payload(call.owner or Unknown())
    if isinstance(text, str) and not call.arguments:
        return Known(getattr(text, call.name.rpartition(".")[2])(), call.origin)
    return call.unknown()


@known.knows("str.format")
def text_format(call: Invocation) -> V:
    text = payload(call.owner or Unknown())
    values = [payload(v) for v in call.positional]
    if (
        isinstance(text, str)
        and all(isinstance(v, str | int) for v in values)
        and not call.keywords
    ):
        try:
            return Known(text.format(*values)[:10_000], call.origin)
        except (IndexError, KeyError, ValueError):
            pass
    return call.unknown()


@known.knows("str.join", "str.split", "str.replace", "str.startswith", "str.endswith")
def text_other(call: Invocation) -> V:
    return call.unknown()
