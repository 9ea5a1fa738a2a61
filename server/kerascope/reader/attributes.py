"""Attributes and items: reading them, and setting them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.tensor import Tensor
from kerascope.program.training import Lookup
from kerascope.program.value import Known, Library, OneOf, Unknown
from kerascope.reader import arrays, indexing
from kerascope.reader.inference import Facts
from kerascope.reader.interpreter import Interpreter
from kerascope.reader.library import pandas_names, signatures
from kerascope.reader.library.recoding import CLASS_NUMBERS
from kerascope.reader.memory import join, joined
from kerascope.reader.order import trainable_of
from kerascope.reader.symbols import input_symbol, symbols_in
from kerascope.reader.values import (
    EACH_LAYER,
    SOME_LAYER,
    Bound,
    Dataset,
    Entrance,
    Function,
    Instance,
    Items,
    LayerGroup,
    LayerObject,
    Method,
    ModelObject,
    Module,
    Slice,
    SomeNumber,
    Symbol,
    Table,
    UserClass,
    V,
    payload,
)
from kerascope.source.origin import Origin


def get_attribute(run: Interpreter, owner: V, name: str, node: cst.CSTNode | None = None) -> V:
    """``owner.name``."""
    if isinstance(owner, OneOf):
        found = [get_attribute(run, Known(v, owner.origin), name, node) for v in owner.values]
        return joined(found)
    if not isinstance(owner, Known):
        return Unknown(f"nobody knows what has .{name}", owner.origin)
    thing = owner.value
    if isinstance(thing, Library):
        return Known(Library(signatures.canonical(f"{thing.name}.{name}")), owner.origin)
    if isinstance(thing, Module):
        missing = Unknown(f"{name} is not found in {thing.name}", owner.origin)
        return thing.scope.state.get(name, missing)
    if isinstance(thing, Instance):
        return _of_instance(run, owner, thing, name)
    if isinstance(thing, ModelObject | LayerObject):
        return _of_model(run, owner, thing, name)
    if isinstance(thing, UserClass):
        return thing.find(name) or Method(owner, name).as_value()
    if isinstance(thing, Tensor):
        return _of_tensor(owner, thing, name, run.origin(node) if node is not None else None)
    if isinstance(thing, Symbol) and name in _OF_SYMBOLS:
        return _OF_SYMBOLS[name](thing)
    if isinstance(thing, Table) and name in thing.entries and thing.state.get("namespace"):
        return thing.entries[name]
    if isinstance(thing, Call) and name in thing.written:
        return thing.written[name]
    if isinstance(thing, Entrance) and name in ("input", "output"):
        return Known(Symbol(thing.node, thing.node.output_shape), owner.origin)
    if isinstance(thing, LayerGroup) and name == "output":
        return inside_model(thing.model, owner.origin or thing.model.origin)
    return Method(owner, name).as_value()


def _rank(symbol: Symbol) -> V:
    return Known(len(symbol.shape)) if symbol.shape is not None else SomeNumber("a rank")


_OF_SYMBOLS: dict[str, Callable[[Symbol], V]] = {
    "shape": lambda symbol: arrays.shape_value(symbol.shape),
    "_keras_shape": lambda symbol: arrays.shape_value(symbol.shape),
    "ndim": _rank,
    "rank": _rank,
}


def _of_instance(run: Interpreter, owner: V, thing: Instance, name: str) -> V:
    if name in thing.state:
        return thing.state[name]
    found = thing.cls.find(name) if thing.cls else None
    if found is None:
        return Method(owner, name).as_value()
    function = payload(found)
    if not isinstance(function, Function):
        return found
    if "property" in function.decorators or "functools.cached_property" in function.decorators:
        from kerascope.reader.calls import call_function

        return call_function(run, function, (), True, owner, owner.origin)
    if "staticmethod" in function.decorators:
        return found
    return Known(Bound(function, owner), found.origin)


def _of_model(run: Interpreter, owner: V, thing: ModelObject | LayerObject, name: str) -> V:
    if thing.instance is not None:
        found = _of_instance(run, owner, thing.instance, name)
        if not isinstance(payload(found), Method):
            return found
    if isinstance(thing, LayerObject):
        return _of_layer(owner, thing, name)
    if name in ("output", "outputs", "input", "inputs"):
        return _ends(run, owner, thing, name)
    if name == "layers":
        return _layers(run, thing)
    if name in ("output_shape", "input_shape"):
        end = payload(_ends(run, owner, thing, name.removesuffix("_shape")))
        return arrays.shape_value(end.shape if isinstance(end, Symbol) else None)
    return Method(owner, name).as_value()


def _of_layer(owner: V, layer: LayerObject, name: str) -> V:
    """``layer.output`` is that of its last use; other attributes are its arguments."""
    if name in ("output", "input"):
        return layer.state[name] or Method(owner, name).as_value()
    if name in ("output_shape", "input_shape"):
        end = payload(_of_layer(owner, layer, name.removesuffix("_shape")))
        return arrays.shape_value(end.shape if isinstance(end, Symbol) else None)
    call = layer.base.call if layer.base is not None else layer.call
    if call is not None and (name in call.written or name in call.defaults):
        return call.get(name)
    return Method(owner, name).as_value()


def _layers(run: Interpreter, model: ModelObject) -> V:
    """``model.layers``: the layer objects; of a ready-made model, one that stands for them."""
    from kerascope.reader.snapshot import graph_of

    graph = graph_of(run, model)
    if model.kind == "sequential":
        return Known(Items("list", tuple(entry.layer for entry in model.state["entries"])))
    if model.kind == "application" or not graph.complete:
        return Known(Items("list", (Known(LayerGroup(model)),), is_open=True))
    objects = dict.fromkeys(layer.identity for layer in graph.layers if layer.identity is not None)
    grown = {id(layer.identity) for layer in graph.layers if _is_grown(layer)}
    items = (
        LayerGroup(each) if isinstance(each, ModelObject) and id(each) in grown else each
        for each in objects
    )
    return Known(Items("list", tuple(Known(each) for each in items)))


def _is_grown(layer: Layer) -> bool:
    """Whether a model goes on from the output of a ready-made one, whose layers are then its own,
    instead of calling that as one layer."""
    thing, place = layer.identity, layer.applied
    if not isinstance(thing, ModelObject) or thing.kind != "application":
        return False
    return place is None or place == thing.origin or not isinstance(place.node, cst.Call)


def inside_model(model: ModelObject, origin: Origin) -> V:
    """The output of some layer inside a ready-made model: the model up to there, as one node."""
    source = symbols_in(model.state["inputs"], origin) if model.state["inputs"] else []
    name = model.call.class_name if model.call is not None else "model"
    node = Layer(
        "model", name, None, model.origin, tuple(s.layer for s in source), model.call,
        applied=origin, trainable=trainable_of(model.state["trainable"], None), identity=model,
    )  # fmt: skip
    return Known(Symbol(node, None), origin)


def _ends(run: Interpreter, owner: V, thing: ModelObject, name: str) -> V:
    """``model.output``: the symbol itself, so that a graph can grow on."""
    from kerascope.reader.snapshot import graph_of

    key = name if name.endswith("s") else f"{name}s"
    found = thing.state[key]
    if found is not None:
        items = payload(found)
        single = not name.endswith("s") and isinstance(items, Items) and len(items.items) == 1
        return items.items[0] if single and isinstance(items, Items) else found
    graph = graph_of(run, thing)
    if key == "inputs" and thing.kind in ("application", "sequential"):
        return _input_of(thing, graph, owner)
    if key == "outputs" and len(graph.outputs) == 1:
        end = graph.outputs[0]
        return Known(Symbol(end, end.output_shape), owner.origin)
    return Method(owner, name).as_value()


def _input_of(model: ModelObject, graph: ModelGraph, owner: V) -> V:
    origin = owner.origin or model.origin
    entrance = next((node for node in graph.layers if node.kind == "input"), None)
    if entrance is not None:
        return Known(Symbol(entrance, entrance.output_shape), origin)
    return input_symbol(None, origin)


_DATE_PARTS = frozenset(
    {"year", "month", "day", "hour", "minute", "dayofweek", "weekday", "dayofyear", "quarter"}
)


def _of_tensor(owner: V, tensor: Tensor, name: str, origin: Origin | None) -> V:
    if name == "shape":
        return arrays.shape_value(tensor.shape)
    if name == "ndim":
        return Known(len(tensor.shape)) if tensor.shape is not None else Unknown()
    if name == "dtype":
        return Known(tensor.dtype) if tensor.dtype else Unknown("its type is not known")
    if name == "T":
        shape = tuple(reversed(tensor.shape)) if tensor.shape is not None else None
        origin = owner.origin
        return Known(arrays.stepped(tensor, "transpose", "is transposed", origin, shape=shape))
    if name in ("values", "iloc", "loc", "ix", "data", "at", "iat", "cat"):
        return owner
    at = origin or owner.origin
    if name == "codes":
        text = "becomes numbers of classes"
        return Known(arrays.stepped(tensor, "encode", text, at, **CLASS_NUMBERS))
    if name == "dt":
        changes = {"low": None, "high": None, "scaling": None}
        return Known(arrays.stepped(tensor, "extract", "has dates taken apart", at, **changes))
    if name in _DATE_PARTS and tensor.trail and tensor.trail[-1].kind == "extract":
        return owner
    if name in ("columns", "index", "size", "str"):
        return Method(owner, name).as_value()
    if _is_table(tensor) and name not in pandas_names.OWN:
        return Known(indexing.take(tensor, Known(name), origin or owner.origin), origin)
    return Method(owner, name).as_value()


def _is_table(tensor: Tensor) -> bool:
    return (tensor.source or "").startswith("pandas.") and len(tensor.shape or (0, 0)) > 1


def set_attribute(run: Interpreter, owner: V, name: str, value: V) -> None:
    """``owner.name = value``."""
    for thing in owner.values if isinstance(owner, OneOf) else (payload(owner),):
        if isinstance(thing, Method) and name == "trainable":
            _set_trainable(run, thing, value)
        elif isinstance(thing, Instance):
            _set_on_instance(run, thing, name, value)
        elif isinstance(thing, LayerObject | ModelObject):
            if name == "trainable":
                run.memory.write(thing, "trainable", value)
            elif thing.instance is not None:
                _set_on_instance(run, thing.instance, name, value)
        elif isinstance(thing, LayerGroup) and name == "trainable":
            some = Unknown("it differs from layer to layer", value.origin)
            run.memory.write(thing.model, name, value if thing.whole else some)
        elif isinstance(thing, UserClass):
            run.memory.write(thing, name, value)
        elif isinstance(thing, Module):
            run.memory.write(thing.scope, name, value)
        elif isinstance(thing, Table):
            run.memory.write(thing, "entries", {**thing.entries, name: value})


def _set_on_instance(run: Interpreter, thing: Instance, name: str, value: V) -> None:
    """The attribute itself, or what the setter of a property makes of it."""
    from kerascope.reader.calls import call_method

    if call_method(run, thing, f"{name}.setter", value) is None:
        run.memory.write(thing, name, value)


def _set_trainable(run: Interpreter, layer: Method, value: V) -> None:
    """``trainable`` of each layer of a model whose layers are not known one by one, or of some."""
    model = payload(layer.owner)
    if isinstance(model, ModelObject) and layer.name in (EACH_LAYER, SOME_LAYER):
        some = Unknown("it differs from layer to layer", value.origin)
        run.memory.write(model, "trainable", value if layer.name == EACH_LAYER else some)


def get_item(run: Interpreter, owner: V, index: V, node: cst.CSTNode | None = None) -> V:
    """``owner[index]``."""
    origin = run.origin(node) if node is not None else owner.origin
    if isinstance(owner, OneOf):
        found = [get_item(run, Known(v, owner.origin), index, node) for v in owner.values]
        return joined(found)
    thing, key = payload(owner), payload(index)
    if isinstance(thing, Items):
        return _item(thing, key, owner)
    if isinstance(thing, Table):
        return _entry(thing, key, owner)
    if isinstance(thing, Tensor):
        return Known(indexing.take(thing, index, origin), origin)
    if isinstance(thing, Dataset):
        return thing.element
    if isinstance(thing, range):
        return _of_range(thing, key, origin)
    if isinstance(thing, str) and isinstance(key, int) and -len(thing) <= key < len(thing):
        return Known(thing[key], origin)
    if isinstance(thing, Symbol):
        return _symbol_item(owner, index, origin)
    if isinstance(thing, Method) and thing.name in ("layers", SOME_LAYER):
        return Known(Method(thing.owner, SOME_LAYER), origin)
    if isinstance(thing, Method | Library):
        _note_lookup(run, thing, index)
        return Known(Method(owner, "[]"), origin)
    return Unknown("nobody knows what it is taken from", origin)


def _entry(table: Table, key: Any, owner: V) -> V:
    missing = Unknown("this key is not known", owner.origin)
    if isinstance(key, str | int | float) and (key in table.entries or not table.is_open):
        return table.entries.get(key, missing)
    others = (table.state["sample"] or missing,) if table.is_open else ()
    found = [*table.entries.values(), *others]
    return joined(found) if found else missing


def _add_unnamed(run: Interpreter, table: Table, value: V) -> None:
    """An entry whose key is not known; it may also replace any other."""
    old = table.state["sample"]
    unknown = Unknown("this key is not known", value.origin)
    first = not table.is_open
    sample = value if first else join(old, value) if old is not None else unknown
    run.memory.write(table, "sample", sample)
    run.memory.write(table, "open", True)


def _of_range(numbers: range, key: Any, origin: Origin | None) -> V:
    bounds = [key] if isinstance(key, int) else []
    if isinstance(key, Slice):
        bounds = [payload(bound) for bound in (key.lower, key.upper, key.step)]
    try:
        found = numbers[slice(*bounds)] if isinstance(key, Slice) else numbers[bounds[0]]
    except (IndexError, TypeError, ValueError):
        return Unknown("this part of a range is not known", origin)
    return Known(found, origin)


def _note_lookup(run: Interpreter, thing: Any, index: V) -> None:
    """``fit(...).history['accuracy']`` looks a metric up."""
    if not isinstance(thing, Method) or thing.name != "history" or index.origin is None:
        return
    fitted = payload(thing.owner)
    key = payload(index)
    if isinstance(fitted, Call) and isinstance(key, str):
        fit = next((f for f in run.record.fits if f.call is fitted), None)
        run.record.lookups.append(Lookup(key, index.origin, fit))


def _symbol_item(owner: V, index: V, origin: Any) -> V:
    from kerascope.reader.graph import applied

    symbol, found = payload(owner), payload(index)
    parts = list(found.items) if isinstance(found, Items) and found.kind == "tuple" else [index]
    shape = indexing.indexed(symbol.shape, parts)
    inputs = [symbol, *(each for part in parts for each in symbols_in(part, origin))]
    return applied("getitem", inputs, Facts(shape), origin)


def _item(items: Items, key: Any, owner: V) -> V:
    group = payload(items.items[0]) if items.items else None
    if isinstance(group, LayerGroup) and group.whole and not items.is_open:
        return _of_grown(group, items.items[1:], key, owner)
    if isinstance(key, int) and not items.is_open and -len(items.items) <= key < len(items.items):
        return items.items[key]
    if isinstance(key, Slice) and not items.is_open:
        bounds = [payload(b) for b in (key.lower, key.upper, key.step)]
        known = all(isinstance(b, Known) for b in (key.lower, key.upper, key.step))
        if known and all(b is None or isinstance(b, int) for b in bounds) and bounds[2] != 0:
            return Known(Items(items.kind, items.items[slice(*bounds)]), owner.origin)
    if items.is_open and items.items:
        return _part_of(items, key, owner)
    return Unknown("this item is not known", owner.origin)


def _of_grown(group: LayerGroup, heads: tuple[V, ...], key: Any, owner: V) -> V:
    """A layer, or a slice of the layers, of a model that goes on where a ready-made one ends:
    that one's layers come first, and they are many."""
    some = Known(LayerGroup(group.model, whole=False), owner.origin)
    if isinstance(key, int):
        return heads[key] if -len(heads) <= key < 0 else some
    if not isinstance(key, Slice):
        return Unknown("this item is not known", owner.origin)
    lower, upper = payload(key.lower), payload(key.upper)
    count = len(heads)
    kept = heads
    first: tuple[V, ...] = (some,)
    if isinstance(lower, int) and lower < 0:
        kept, first = heads[max(0, count + lower) :], () if -lower <= count else first
    if isinstance(upper, int):
        kept = kept[: max(0, len(kept) + upper)] if upper < 0 else ()
        if upper < 0 and -upper <= count and not lower:
            first = (Known(group, owner.origin),)
    return Known(Items("list", (*first, *kept), is_open=bool(first)), owner.origin)


def _part_of(items: Items, key: Any, owner: V) -> V:
    """An item, or a slice, of a list whose length is not known."""
    group = payload(items.items[0])
    if isinstance(group, LayerGroup):
        some = Known(LayerGroup(group.model, whole=False), owner.origin)
        return Known(Items("list", (some,), True)) if isinstance(key, Slice) else some
    return owner if isinstance(key, Slice) else items.items[0]


def _has_other_keys(run: Interpreter, table: Table, target: cst.Subscript) -> bool:
    """Whether a loop of an unknown number of rounds writes other entries of a dictionary, too, by a
    key that is not written out."""
    keys = [part.slice.value for part in target.slice if isinstance(part.slice, cst.Index)]
    written = all(isinstance(key, cst.SimpleString | cst.Integer) for key in keys)
    return not written and run.unsettled(table)


def set_item(run: Interpreter, owner: V, target: cst.Subscript, value: V) -> V | None:
    """``owner[index] = value``; the owner's new value where it is an array."""
    from kerascope.reader.expressions import read_index

    index = read_index(run, target.slice)
    thing, key = payload(owner), payload(index)
    if isinstance(thing, Table):
        if isinstance(key, str | int | float):
            run.memory.write(thing, "entries", {**thing.entries, key: value})
        if not isinstance(key, str | int | float) or _has_other_keys(run, thing, target):
            _add_unnamed(run, thing, value)
    elif isinstance(thing, Items):
        if isinstance(key, int) and -len(thing.items) <= key < len(thing.items):
            items = list(thing.items)
            items[key] = value
            run.memory.write(thing, "items", tuple(items))
    elif isinstance(thing, Tensor):
        return Known(indexing.put(thing, index, value, run.origin(target)), owner.origin)
    return None
