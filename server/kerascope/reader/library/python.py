"""Python's own functions, and those of the standard library that scripts use."""

from __future__ import annotations

import math
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
    LayerGroup,
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
    return call.unknown()


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
    if not columns or not call.complete:
        some = Unknown("nobody knows what is zipped", call.origin)
        return Known(Items("list", (some,), True), call.origin)
    samples = Known(Items("tuple", tuple(c.sample for c in columns)))
    if not all(c.complete for c in columns):
        return Known(Items("list", (samples,), True), call.origin)
    rows = zip(*(c.items for c in columns), strict=False)
    return Known(Items("list", tuple(Known(Items("tuple", row)) for row in rows)), call.origin)


@known.knows("builtins.enumerate")
def enumerated(call: Invocation) -> V:
    rounds = elements(call.run, call.get(0, "iterable"))
    if not rounds.complete:
        pair = Items("tuple", (SomeInteger("the number of a round"), rounds.sample))
        return Known(Items("list", (Known(pair),), True), call.origin)
    if any(isinstance(payload(item), LayerGroup) for item in rounds.items):
        number = SomeInteger("a ready-made model has more layers than are known here")
        numbered = tuple(Known(Items("tuple", (number, item))) for item in rounds.items)
        return Known(Items("list", numbered), call.origin)
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
    return call.unknown()


@known.knows(*(f"math.{name}" for name in ("pow", "floor", "ceil", "exp", "sqrt", "log", "cos")))
def computed(call: Invocation) -> V:
    found = [payload(value) for value in call.positional]
    if not found or not all(isinstance(f, int | float) for f in found):
        return call.unknown()
    try:
        return Known(getattr(math, call.name.rpartition(".")[2])(*found), call.origin)
    except (ArithmeticError, ValueError, TypeError):
        return call.unknown("this arithmetic fails")


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
    return call.unknown()


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
    return call.unknown()


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
        return call.unknown()
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
        return own or call.unknown()
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
        return call.unknown()
    return Known(Partial(values[0], tuple(values[1:]), call.keywords), call.origin)


@known.knows("os.listdir", "glob.glob", "glob.iglob", "os.walk")
def files(call: Invocation) -> V:
    """So many names that nobody knows."""
    return Known(Items("list", (Unknown("what the folder holds", call.origin),), True), call.origin)
