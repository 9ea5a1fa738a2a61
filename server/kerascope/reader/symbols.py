"""Symbolic tensors: what flows between the layers of a graph."""

from __future__ import annotations

from kerascope.program.layer import Layer
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, OneOf
from kerascope.reader.values import (
    Items,
    Symbol,
    Table,
    V,
    payload,
)
from kerascope.source.origin import Origin


def symbols_in(value: V, origin: Origin) -> list[Symbol]:
    """The symbolic tensors that a value holds, alternatives joined into one."""
    found = payload(value)
    if isinstance(found, Symbol):
        return [found]
    if isinstance(found, Items):
        return [symbol for item in found.items for symbol in symbols_in(item, origin)]
    if isinstance(found, Table):
        return [s for item in found.entries.values() for s in symbols_in(item, origin)]
    if isinstance(value, OneOf) and all(isinstance(v, Symbol) for v in value.values):
        return [choice(list(value.values), origin)]
    return []


def choice(symbols: list[Symbol], origin: Origin) -> Symbol:
    """One symbol for several that the reader cannot decide between."""
    shape = symbols[0].shape
    for symbol in symbols[1:]:
        shape = common_shape(shape, symbol.shape)
    inputs = tuple(symbol.layer for symbol in symbols)
    layer = Layer("choice", "choice", None, origin, inputs, output_shape=shape, parameters=0)
    return Symbol(layer, shape)


def common_shape(one: Shape | None, two: Shape | None) -> Shape | None:
    if one is None or two is None or len(one) != len(two):
        return None
    return tuple(a if a == b else None for a, b in zip(one, two, strict=True))


def input_symbol(shape: Shape | None, origin: Origin, name: str | None = None) -> V:
    """What ``keras.Input`` returns; ``shape`` has the batch axis in front."""
    layer = Layer("input", "InputLayer", name, origin, output_shape=shape, parameters=0)
    return Known(Symbol(layer, shape), origin)


def like(value: V, origin: Origin) -> V | None:
    """New inputs with the shapes of the tensors that a value holds; None where one is not known."""
    found = payload(value)
    if isinstance(found, Tensor | Symbol):
        shape = found.shape
        return input_symbol((None, *shape[1:]), origin) if shape else None
    if isinstance(found, Items) and found.items and not found.is_open:
        parts = [like(item, origin) for item in found.items]
        known = tuple(part for part in parts if part is not None)
        return Known(Items(found.kind, known), origin) if len(known) == len(parts) else None
    return None


def inputs_of(value: V, origin: Origin) -> list[Symbol]:
    """The symbols a layer is called on; one unknown symbol where nothing is known."""
    if found := operands_of(value, origin):
        return found
    layer = Layer("unknown", "unknown", None, origin, output_shape=None)
    return [Symbol(layer, None)]


def operands_of(value: V, origin: Origin) -> list[Symbol]:
    """The tensors that a value holds, arrays among them as constants of the graph."""
    found = payload(value)
    if isinstance(found, Tensor):
        return [constant_symbol(found, value.origin or origin)]
    if isinstance(found, Items):
        return [symbol for item in found.items for symbol in operands_of(item, origin)]
    if isinstance(found, Table):
        return [s for item in found.entries.values() for s in operands_of(item, origin)]
    return symbols_in(value, origin)


def constant_symbol(tensor: Tensor, origin: Origin) -> Symbol:
    """An array in a graph: a node without inputs."""
    layer = Layer("operation", "constant", None, origin, output_shape=tensor.shape, parameters=0)
    return Symbol(layer, tensor.shape, tensor)
