"""Python's own functions, containers and the standard library's configuration helpers."""

from __future__ import annotations

from math import prod
from typing import Any

from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Library, Unknown
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.iteration import elements
from kerascope.reader.values import (
    STOPPED,
    Function,
    Instance,
    Items,
    LayerObject,
    Partial,
    SomeInteger,
    SomeNumber,
    Super,
    V,
    payload,
)
from kerascope.reader.values import Table as Dictionary

known = Table()

_REDUCED = 64


def _unknown(invocation: Invocation, reason: str = "it is computed at run time") -> V:
    return Unknown(reason, invocation.origin)


@known.knows("builtins.len")
def length(call: Invocation) -> V:
    found = payload(call.get(0, "obj"))
    if isinstance(found, Items) and not found.is_open:
        return Known(len(found.items), call.origin)
    if isinstance(found, Dictionary) and not found.is_open:
        return Known(len(found.entries), call.origin)
    if isinstance(found, str):
        return Known(len(found), call.origin)
    if isinstance(found, Tensor) and found.shape and found.shape[0] is not None:
        return Known(found.shape[0], call.origin)
    return SomeNumber("its length is known at run time", call.origin)


@known.knows("builtins.range")
def numbers(call: Invocation) -> V:
    bounds = [payload(value) for value in call.positional]
    if bounds and all(isinstance(b, int) for b in bounds) and bounds[2:3] != [0]:
        return Known(range(*bounds), call.origin)
    return Known(Items("list", (SomeInteger("the number of a round", call.origin),), True))


@known.knows(
    "builtins.int",
    "builtins.float",
    "builtins.str",
    "builtins.bool",
    "builtins.abs",
    "builtins.round",
)
def convert(call: Invocation) -> V:
    found = payload(call.get(0, "x"))
    functions: dict[str, Any] = {
        "int": int,
        "float": float,
        "str": str,
        "bool": bool,
        "abs": abs,
        "round": round,
    }
    if isinstance(found, int | float | str) and len(call.arguments) == 1:
        try:
            result = functions[call.name.rpartition(".")[2]](found)
            return Known(result, call.get(0, "x").origin)
        except (ValueError, TypeError, OverflowError):
            pass
    if call.name == "builtins.int":
        return SomeInteger("a whole number read at run time", call.origin)
    if call.name in ("builtins.round", "builtins.float"):
        return SomeNumber("a number computed at run time", call.origin)
    return _unknown(call)


@known.knows(
    "builtins.list",
    "builtins.tuple",
    "builtins.set",
    "builtins.sorted",
    "builtins.reversed",
    "builtins.frozenset",
)
def collect(call: Invocation) -> V:
    kind = call.name.rpartition(".")[2]
    if not call.arguments:
        return Known(Items(kind, ()), call.origin)
    rounds = elements(call.run, call.get(0, "iterable"))
    items = rounds.items if rounds.complete else (rounds.items or (rounds.sample,))
    if kind == "reversed":
        items = tuple(reversed(items))
    return Known(
        Items("list", items, not rounds.complete or kind in ("set", "frozenset")), call.origin
    )


@known.knows("builtins.dict", "collections.OrderedDict")
def dictionary(call: Invocation) -> V:
    entries: dict[Any, V] = {}
    is_open = not call.complete
    first = payload(call.get(0, "iterable", Known(None)))
    if isinstance(first, Dictionary):
        entries.update(first.entries)
    elif first is not None:
        is_open = True
    entries.update(call.keywords)
    return Known(Dictionary(entries, is_open), call.origin)


@known.knows("builtins.zip")
def zipped(call: Invocation) -> V:
    columns = [elements(call.run, value) for value in call.positional]
    samples = Known(Items("tuple", tuple(c.sample for c in columns)))
    if not columns or not all(c.complete for c in columns):
        return Known(Items("list", (samples,), True), call.origin)
    rows = zip(*(c.items for c in columns), strict=False)
    return Known(Items("list", tuple(Known(Items("tuple", row)) for row in rows)), call.origin)


@known.knows("builtins.enumerate")
def enumerated(call: Invocation) -> V:
    rounds = elements(call.run, call.get(0, "iterable"))
    if not rounds.complete:
        pair = Items("tuple", (SomeInteger("the number of a round"), rounds.sample))
        return Known(Items("list", (Known(pair),), True), call.origin)
    start = payload(call.get(1, "start", Known(0)))
    first = start if isinstance(start, int) else 0
    pairs = (Items("tuple", (Known(first + i), v)) for i, v in enumerate(rounds.items))
    return Known(Items("list", tuple(map(Known, pairs))), call.origin)


_REDUCTIONS: dict[str, Any] = {
    "min": min,
    "max": max,
    "sum": sum,
    "prod": prod,
    "product": prod,
}


@known.knows(
    "builtins.min", "builtins.max", "builtins.sum", "math.prod", "numpy.prod", "numpy.product"
)
def reduced(call: Invocation) -> V:
    values = call.positional
    if len(values) == 1:
        rounds = elements(call.run, values[0])
        values = list(rounds.items) if rounds.complete else []
    found = [payload(v) for v in values]
    if found and all(isinstance(f, int | float) for f in found):
        function = _REDUCTIONS[call.name.rpartition(".")[2]]
        return Known(function(found), call.origin)
    return _unknown(call)


@known.knows("builtins.map")
def mapped(call: Invocation) -> V:
    from kerascope.reader.calls import call_value

    rounds = elements(call.run, call.get(1, "iterable"))
    items = rounds.items[:64] if rounds.complete else (rounds.sample,)
    function = call.get(0, "function")
    results = tuple(call_value(call.run, function, (item,), call.origin) for item in items)
    return Known(Items("list", results, not rounds.complete), call.origin)


@known.knows("functools.reduce")
def taken_together(call: Invocation) -> V:
    """Items taken together, two by two: how functions and layers are chained."""
    from kerascope.reader.calls import call_value

    rounds = elements(call.run, call.get(1, "iterable"))
    items = [*([call.get(2, "initial")] if call.has(2, "initial") else []), *rounds.items]
    if not rounds.complete or not items or len(items) > _REDUCED:
        return Unknown("what is taken together is not known", call.origin)
    result, function = items[0], call.get(0, "function")
    for item in items[1:]:
        result = call_value(call.run, function, (result, item), call.origin)
    return result


@known.knows("builtins.getattr")
def get_named(call: Invocation) -> V:
    from kerascope.reader.attributes import get_attribute

    name = payload(call.get(1, "name"))
    if isinstance(name, str):
        return get_attribute(call.run, call.get(0, "object"), name)
    return _unknown(call)


@known.knows("builtins.setattr")
def set_named(call: Invocation) -> V:
    from kerascope.reader.attributes import set_attribute

    name = payload(call.get(1, "name"))
    if isinstance(name, str):
        set_attribute(call.run, call.get(0, "object"), name, call.get(2, "value"))
    return Known(None)


@known.knows("builtins.isinstance")
def is_instance(call: Invocation) -> V:
    thing, kind = payload(call.get(0, "object")), payload(call.get(1, "classinfo"))
    if isinstance(thing, LayerObject) and thing.call and isinstance(kind, Library):
        from kerascope.reader.library.signatures import is_a

        return Known(is_a(thing.call.name, kind.name), call.origin)
    plain: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}
    wanted = plain.get(kind.name.removeprefix("builtins.")) if isinstance(kind, Library) else None
    if wanted is not None and isinstance(thing, int | float | str):
        return Known(isinstance(thing, wanted), call.origin)
    return _unknown(call)


@known.knows("builtins.super")
def parent(call: Invocation) -> V:
    """The object itself: its own methods are looked up from the base on by ``super.*``."""
    function = call.run.frames[-1].function
    owner = call.run.scope.find("self") if function is not None else None
    return Known(Super(owner or Unknown(), function), call.origin)


@known.knows("Super.__init__")
def parent_init(call: Invocation) -> V:
    """The base's constructor: of a Keras model it may take inputs and outputs."""
    from kerascope.reader.calls import construct_base

    parent_of = payload(call.owner or Unknown())
    thing = payload(parent_of.owner) if isinstance(parent_of, Super) else None
    result = _parent_method(call, "__init__")
    if result is None:
        construct_base(call.run, thing, call.arguments, call.complete, call.origin)
    return Known(None)


def _parent_method(call: Invocation, name: str) -> V | None:
    """The method of the user's class below; None where only the library has it."""
    from kerascope.reader.calls import call_function

    parent_of = payload(call.owner or Unknown())
    if not isinstance(parent_of, Super):
        return _unknown(call)
    thing = payload(parent_of.owner)
    instance = thing if isinstance(thing, Instance) else getattr(thing, "instance", None)
    if instance is None or instance.cls is None:
        return None
    for base in instance.cls.bases:
        cls = payload(base)
        found = payload(cls.find(name) or Unknown()) if hasattr(cls, "find") else None
        if isinstance(found, Function) and found is not parent_of.function:
            return call_function(
                call.run, found, call.arguments, call.complete, parent_of.owner, call.origin
            )
    return None


@known.knows("Super.build", "Super.setUp")
def parent_method(call: Invocation) -> V:
    return _parent_method(call, call.name.rpartition(".")[2]) or Known(None)


@known.knows("Super.call", "Super.__call__")
def parent_call(call: Invocation) -> V:
    from kerascope.reader.calls import call_inherited

    own = _parent_method(call, "call")
    parent_of = payload(call.owner or Unknown())
    if own is not None or not isinstance(parent_of, Super):
        return own or _unknown(call)
    return call_inherited(call.run, parent_of.owner, call.positional, call.origin)


@known.knows("builtins.print", "builtins.input", "builtins.open")
def outside(call: Invocation) -> V:
    return Unknown("it comes from outside the script", call.origin)


@known.knows("builtins.exit", "builtins.quit", "sys.exit", "os._exit")
def stop(call: Invocation) -> V:
    return Known(STOPPED, call.origin)


@known.knows("functools.partial")
def partial(call: Invocation) -> V:
    values = call.positional
    if not values:
        return _unknown(call)
    return Known(Partial(values[0], tuple(values[1:]), call.keywords), call.origin)


@known.knows("os.listdir", "glob.glob", "glob.iglob", "os.walk")
def files(call: Invocation) -> V:
    """So many names that nobody knows."""
    return Known(Items("list", (Unknown("what the folder holds", call.origin),), True), call.origin)


@known.knows("list.append")
def append(call: Invocation) -> V:
    items = payload(call.owner or Unknown())
    if isinstance(items, Items):
        call.run.memory.write(items, "items", (*items.items, call.get(0, "object")))
        if call.run.uncertain:
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
        if call.run.uncertain or not rounds.complete:
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
    return _unknown(call)


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
    return _unknown(call)


@known.knows("dict.get", "dict.pop", "dict.setdefault")
def dict_get(call: Invocation) -> V:
    table, key = payload(call.owner or Unknown()), payload(call.get(0, "key"))
    if isinstance(table, Dictionary) and isinstance(key, str | int | float):
        if key in table.entries:
            return table.entries[key]
        if not table.is_open:
            return call.get(1, "default", Known(None))
    return _unknown(call)


@known.knows("dict.keys", "dict.values", "dict.items")
def dict_views(call: Invocation) -> V:
    table = payload(call.owner or Unknown())
    if not isinstance(table, Dictionary):
        return _unknown(call)
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
    return _unknown(call)


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
    return _unknown(call)


@known.knows("str.join", "str.split", "str.replace", "str.startswith", "str.endswith")
def text_other(call: Invocation) -> V:
    return _unknown(call)


@known.knows("argparse.ArgumentParser.add_argument")
def add_argument(call: Invocation) -> V:
    """The default is what the script runs with when nobody gives arguments."""
    parser = payload(call.owner or Unknown())
    flags = [f for v in call.positional if isinstance(f := payload(v), str)]
    if parser is None or not flags:
        return Known(None)
    long = next((f for f in flags if f.startswith("--")), flags[0])
    name = payload(call.get(None, "dest", Known(None))) or long.lstrip("-").replace("-", "_")
    table = _namespace(call, parser)
    if isinstance(name, str):
        call.run.memory.write(table, "entries", {**table.entries, name: _default(call)})
    return Known(None)


def _default(call: Invocation) -> V:
    if call.has(None, "default"):
        return call.get(None, "default")
    action = payload(call.get(None, "action", Known(None)))
    if action in ("store_true", "store_false"):
        return Known(action == "store_false", call.origin)
    return Unknown("it is given on the command line", call.origin)


def _namespace(call: Invocation, parser: Any) -> Dictionary:
    spaces = call.run.namespaces
    if id(parser) not in spaces:
        spaces[id(parser)] = (parser, Dictionary({}))
        spaces[id(parser)][1].state["namespace"] = True
    return spaces[id(parser)][1]


@known.knows("argparse.ArgumentParser.parse_args", "argparse.ArgumentParser.parse_known_args")
def parse_args(call: Invocation) -> V:
    parser = payload(call.owner or Unknown())
    arguments = Known(_namespace(call, parser), call.origin)
    if call.name.endswith("known_args"):
        return Known(Items("tuple", (arguments, Unknown("other arguments"))), call.origin)
    return arguments


@known.knows("argparse.Namespace", "types.SimpleNamespace", "easydict.EasyDict")
def namespace(call: Invocation) -> V:
    table = Dictionary(dict(call.keywords), not call.complete)
    table.state["namespace"] = True
    return Known(table, call.origin)


@known.knows("builtins.vars")
def as_dictionary(call: Invocation) -> V:
    found = payload(call.get(0, "object", Unknown()))
    return call.get(0, "object") if isinstance(found, Dictionary) else _unknown(call)
