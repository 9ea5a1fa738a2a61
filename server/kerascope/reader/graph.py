"""Layers, models and operations applied to symbolic tensors: the graph as it grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kerascope.program.layer import Layer, LayerKind, ModelGraph
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known
from kerascope.reader.eager import data_after_layer, data_after_model, data_after_operation
from kerascope.reader.inference import Facts, layer_facts, operation_facts
from kerascope.reader.order import trainable_of
from kerascope.reader.snapshot import graph_of
from kerascope.reader.symbols import inputs_of, operands_of, symbols_in
from kerascope.reader.values import (
    Items,
    LayerObject,
    ModelObject,
    Symbol,
    Table,
    V,
    payload,
)
from kerascope.source.origin import Origin

if TYPE_CHECKING:
    from kerascope.reader.interpreter import Interpreter


def call_lambda(run: Interpreter, layer: LayerObject, value: V, result: V, origin: Origin) -> V:
    """A Lambda layer: one node with the shape of what its function returned."""
    found = payload(result)
    shape = found.shape if isinstance(found, Symbol) else None
    facts = Facts(shape, parameters=0) if shape else None
    return call_layer(run, layer, value, origin, facts)


def call_layer(
    run: Interpreter, layer: LayerObject, value: V, origin: Origin, known: Facts | None = None
) -> V:
    """The output of a layer of Keras called on a value; ``known`` says more than its class."""
    symbols = inputs_of(value, origin)
    facts = layer_facts(layer, [symbol.shape for symbol in symbols])
    if known is not None and facts.shape is None:
        facts = known
    node = _node(layer, tuple(s.layer for s in symbols), facts, origin)
    result = _outputs(node, facts, origin, data_after_layer(layer, symbols, facts.shape, origin))
    run.memory.write(layer, "output", result)
    run.memory.write(layer, "input", value)
    return result


def _node(layer: LayerObject, inputs: tuple[Layer, ...], facts: Facts, origin: Origin) -> Layer:
    call = layer.call
    kind: LayerKind = "layer" if call is not None else "unknown"
    return Layer(
        kind,
        layer.class_name,
        _text(call.get("name")) if call else None,
        layer.origin,
        inputs,
        call,
        output_shape=facts.shape,
        parameters=facts.parameters,
        inner=facts.inner,
        applied=origin,
        trainable=trainable_of(layer.state["trainable"], call),
        identity=layer,
        problem=facts.problem,
        output_shapes=facts.shapes or (),
    )


def _text(value: V) -> str | None:
    found = payload(value)
    return found if isinstance(found, str) else None


def _outputs(node: Layer, facts: Facts, origin: Origin, data: Tensor | None = None) -> V:
    if facts.shapes is None:
        return Known(Symbol(node, facts.shape, data), origin)
    symbols = tuple(
        Known(Symbol(node, shape, replace(data, shape=shape) if data else None), origin)
        for shape in facts.shapes
    )
    return Known(Items("list", symbols), origin)


def operation(
    name: str,
    operands: Sequence[V],
    origin: Origin,
    call: Any = None,
) -> V:
    """A function or operator applied to symbolic tensors: a node without weights."""
    symbols = [symbol for value in operands for symbol in operands_of(value, origin)]
    facts = operation_facts(name, call, operands, symbols)
    return applied(name, symbols, facts, origin, call)


def applied(
    name: str, symbols: Sequence[Symbol], facts: Facts, origin: Origin, call: Any = None
) -> V:
    """The output of an operation whose facts are known already."""
    node = Layer(
        "operation",
        name,
        None,
        origin,
        tuple(symbol.layer for symbol in symbols),
        call,
        output_shape=facts.shape,
        parameters=0,
        applied=origin,
        output_shapes=facts.shapes or (),
    )
    data = data_after_operation(name, symbols, facts.shape, origin)
    return _outputs(node, facts, origin, data)


def call_model(run: Interpreter, model: ModelObject, value: V, origin: Origin) -> V:
    """The output of a model used as a layer of another."""
    symbols = inputs_of(value, origin)
    shape = symbols[0].shape if len(symbols) == 1 else None
    if shape is not None:
        shape = (None, *shape[1:])
        run.memory.write(model, "fed", model.state["fed"] or shape)
    inner = graph_of(run, model, shape)
    shapes = _end_shapes(model, inner, origin)
    output = shapes[0] if len(shapes) == 1 else None
    node = Layer(
        "model",
        model.call.class_name if model.call else "Model",
        inner.name or None,
        model.origin,
        tuple(symbol.layer for symbol in symbols),
        model.call,
        output_shape=output,
        parameters=inner.parameters,
        inner=inner,
        applied=origin,
        trainable=trainable_of(model.state["trainable"], None),
        identity=model,
        output_shapes=shapes if len(shapes) > 1 else (),
    )
    if len(shapes) > 1:
        return _as_returned(model, [Known(Symbol(node, shape), origin) for shape in shapes], origin)
    return Known(Symbol(node, output, data_after_model(inner, symbols, output, origin)), origin)


def _end_shapes(model: ModelObject, inner: ModelGraph, origin: Origin) -> tuple[Shape | None, ...]:
    """One shape for each output; one layer may give several of them."""
    if (given := model.state["outputs"]) is not None and inner.outputs:
        return tuple(symbol.shape for symbol in symbols_in(given, origin))
    return tuple(end.output_shape for end in inner.outputs)


def _as_returned(model: ModelObject, outputs: list[Known[Symbol]], origin: Origin) -> V:
    """Several outputs as the model was given them: by name, or one after the other."""
    given = payload(model.state["outputs"] or Known(None))
    if isinstance(given, Table) and len(given.entries) == len(outputs):
        return Known(Table(dict(zip(given.entries, outputs, strict=True))), origin)
    return Known(Items("list", tuple(outputs)), origin)
