"""Layers and operations applied to data outside a model: what becomes of the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, OneOf, Unknown
from kerascope.reader import arrays
from kerascope.reader.values import Items, LayerObject, Symbol, Table, V, payload
from kerascope.source.origin import Origin

_KEEPING = ("Random", "Resizing", "CenterCrop", "AutoContrast", "Reshape", "Flatten", "Permute")
_KEEPING_OPERATIONS = frozenset(
    {
        "numpy", "cast", "reshape", "expand_dims", "squeeze", "transpose", "identity", "getitem",
        "convert_to_tensor", "stop_gradient", "flip_left_right", "random_crop", "ensure_shape",
    }
)  # fmt: skip


def data_after_layer(
    layer: LayerObject, symbols: Sequence[Symbol], shape: Shape | None, origin: Origin
) -> Tensor | None:
    """The data that a layer makes of data; None where it works on a model's input."""
    data = _data_of(symbols)
    if data is None:
        return None
    get = layer.call.get if layer.call is not None else None
    scale, offset = (get("scale"), get("offset")) if get else (Unknown(), Unknown())
    return replace(_through(data, layer.class_name, scale, offset, origin), shape=shape)


def data_after_model(
    model: ModelGraph, symbols: Sequence[Symbol], shape: Shape | None, origin: Origin
) -> Tensor | None:
    """The data after a model that preprocesses or augments it; opaque after any other."""
    data = _data_of(symbols)
    if data is None:
        return None
    if model.kind != "sequential" or not model.complete:
        return replace(arrays.opaque(data, "goes through a model", origin), shape=shape)
    for layer in model.layers:
        data = _through_node(data, layer, origin)
    return replace(data, shape=shape)


def _through_node(data: Tensor, layer: Layer, origin: Origin) -> Tensor:
    if layer.kind == "input":
        return data
    return _through(data, layer.class_name, layer.get("scale"), layer.get("offset"), origin)


def data_after_operation(
    name: str, symbols: Sequence[Symbol], shape: Shape | None, origin: Origin
) -> Tensor | None:
    data = _data_of(symbols)
    if data is None:
        return None
    if name in _KEEPING_OPERATIONS:
        return replace(data, shape=shape)
    return replace(arrays.opaque(data, f"goes through {name}()", origin), shape=shape)


def _data_of(symbols: Sequence[Symbol]) -> Tensor | None:
    """The data at the bottom of a computation that touches no input of a model."""
    found = [symbol.data for symbol in symbols]
    return found[0] if found and all(data is not None for data in found) else None


def _through(data: Tensor, name: str, scale: V, offset: V, origin: Origin) -> Tensor:
    if name == "Rescaling":
        value = arrays.arithmetic("Multiply", Known(data), scale, origin)
        if payload(offset):
            value = arrays.arithmetic("Add", value, offset, origin)
        return payload(value)
    if name == "Normalization":
        text, unbound = "is standardised by Normalization", None
        return arrays.stepped(
            data, "scale", text, origin, low=unbound, high=unbound, scaling="standardised"
        )
    if name.startswith(_KEEPING):
        return arrays.stepped(data, "image", f"goes through {name}", origin)
    return arrays.opaque(data, f"goes through {name}", origin)


def as_data(value: V) -> V:
    """The value with the results of computations on data taken as data."""
    return _each_tensor(value, lambda tensor: tensor)


def any_batch(value: V) -> V:
    """Batches that a generator of the user's hands out: how many rows there are in all of them
    is not known."""
    return _each_tensor(
        value, lambda t: replace(t, shape=(None, *t.shape[1:]) if t.shape else t.shape)
    )


def _each_tensor(value: V, change: Callable[[Tensor], Tensor]) -> V:
    found = payload(value)
    if isinstance(found, Symbol) and found.data is not None:
        return Known(change(found.data), value.origin)
    if isinstance(found, Tensor):
        return Known(change(found), value.origin)
    if isinstance(found, Items):
        parts = tuple(_each_tensor(item, change) for item in found.items)
        return Known(Items(found.kind, parts, found.is_open), value.origin)
    if isinstance(found, Table):
        entries = {key: _each_tensor(item, change) for key, item in found.entries.items()}
        return Known(Table(entries, found.is_open), value.origin)
    if isinstance(value, OneOf):
        each = (_each_tensor(Known(v, value.origin), change) for v in value.values)
        return OneOf(tuple(payload(v) for v in each), value.origin)
    return value
