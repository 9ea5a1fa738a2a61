"""Layers called on symbolic tensors: the graph as it grows, and snapshots of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kerascope.program.layer import Layer, LayerKind, ModelGraph
from kerascope.program.tensor import Shape
from kerascope.program.value import Known, OneOf, Unknown
from kerascope.reader.inference import Facts, layer_facts, operation_facts
from kerascope.reader.values import (
    Entry,
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
        return [_choice(list(value.values), origin)]
    return []


def _choice(symbols: list[Symbol], origin: Origin) -> Symbol:
    """One symbol for several that the reader cannot decide between."""
    shape = symbols[0].shape
    for symbol in symbols[1:]:
        shape = _common(shape, symbol.shape)
    inputs = tuple(symbol.layer for symbol in symbols)
    layer = Layer("choice", "choice", None, origin, inputs, output_shape=shape, parameters=0)
    return Symbol(layer, shape)


def _common(one: Shape | None, two: Shape | None) -> Shape | None:
    if one is None or two is None or len(one) != len(two):
        return None
    return tuple(a if a == b else None for a, b in zip(one, two, strict=True))


def input_symbol(shape: Shape | None, origin: Origin, name: str | None = None) -> V:
    """What ``keras.Input`` returns; ``shape`` has the batch axis in front."""
    layer = Layer("input", "InputLayer", name, origin, output_shape=shape, parameters=0)
    return Known(Symbol(layer, shape), origin)


def inputs_of(value: V, origin: Origin) -> list[Symbol]:
    """The symbols a layer is called on; one unknown symbol where nothing is known."""
    found = symbols_in(value, origin)
    if found:
        return found
    layer = Layer("unknown", "unknown", None, origin, output_shape=None)
    return [Symbol(layer, None)]


def call_layer(layer: LayerObject, value: V, origin: Origin) -> V:
    """The output of a layer of Keras called on a value."""
    symbols = inputs_of(value, origin)
    facts = layer_facts(layer, [symbol.shape for symbol in symbols])
    node = _node(layer, tuple(s.layer for s in symbols), facts, origin)
    return _outputs(node, facts, origin)


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
        trainable=_trainable(layer.state["trainable"], call),
        identity=layer,
        problem=facts.problem,
    )


def _trainable(written: V | None, call: Any) -> V:
    if written is not None:
        return written
    if call is not None and "trainable" in call.written:
        return call.written["trainable"]
    return Known(True)


def _text(value: V) -> str | None:
    found = payload(value)
    return found if isinstance(found, str) else None


def _outputs(node: Layer, facts: Facts, origin: Origin) -> V:
    if facts.shapes is None:
        return Known(Symbol(node, facts.shape), origin)
    symbols = tuple(Known(Symbol(node, shape), origin) for shape in facts.shapes)
    return Known(Items("list", symbols), origin)


def operation(
    name: str,
    operands: Sequence[V],
    origin: Origin,
    call: Any = None,
) -> V:
    """A function or operator applied to symbolic tensors: a node without weights."""
    symbols = [symbol for value in operands for symbol in symbols_in(value, origin)]
    facts = operation_facts(name, call, operands, symbols)
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
    )
    return _outputs(node, facts, origin)


def call_model(run: Interpreter, model: ModelObject, value: V, origin: Origin) -> V:
    """The output of a model used as a layer of another."""
    symbols = inputs_of(value, origin)
    shape = symbols[0].shape if len(symbols) == 1 else None
    inner = graph_of(run, model, shape)
    output = inner.outputs[0].output_shape if len(inner.outputs) == 1 else None
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
        trainable=_trainable(model.state["trainable"], None),
        identity=model,
    )
    if len(inner.outputs) > 1:
        outputs = [Known(Symbol(node, o.output_shape), origin) for o in inner.outputs]
        return Known(Items("list", tuple(outputs)), origin)
    return Known(Symbol(node, output), origin)


def graph_of(run: Interpreter, model: ModelObject, input_shape: Shape | None = None) -> ModelGraph:
    """The model as it is now. ``input_shape`` (with batch axis) builds one that has none."""
    if model.state["outputs"] is not None:
        return _functional(model)
    if model.kind == "sequential":
        return _sequential(run, model, input_shape)
    if model.kind == "subclassed" and model.instance is not None:
        return _subclassed(run, model, input_shape)
    if model.kind == "application":
        return _application(model)
    return _opaque(model, model.state.get("reason") or "how it is built is not known")


def _opaque(model: ModelObject, reason: str) -> ModelGraph:
    return ModelGraph(
        model.state["name"],
        "unknown",
        model.origin,
        complete=False,
        reason=reason,
        identity=model,
        call=model.call,
    )


def _functional(model: ModelObject) -> ModelGraph:
    outputs = symbols_in(model.state["outputs"], model.origin)
    if not outputs:
        return _opaque(model, "its outputs are not known")
    layers, ends = _settled([symbol.layer for symbol in outputs])
    kind = "functional" if model.instance is None else "subclassed"
    complete = all(layer.kind not in ("unknown", "choice") for layer in layers)
    reason = "" if complete else _reason(layers)
    return ModelGraph(
        model.state["name"], kind, model.origin, layers, ends, complete, reason, model, model.call
    )


def _reason(layers: Iterable[Layer]) -> str:
    for layer in layers:
        if layer.kind == "unknown":
            return f"what {layer.class_name} computes is not known"
    return "it depends on a condition"


def _settled(outputs: list[Layer]) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """The layers before the outputs in order of computation, each shared weight counted once
    and ``trainable`` as it is now."""
    ordered = _ordered(outputs)
    now: dict[Layer, Layer] = {}
    seen: set[int] = set()
    for layer in ordered:
        inputs = tuple(now[node] for node in layer.inputs)
        changes: dict[str, Any] = {}
        if any(a is not b for a, b in zip(inputs, layer.inputs, strict=True)):
            changes["inputs"] = inputs
        if layer.identity is not None and id(layer.identity) in seen and layer.parameters:
            changes["parameters"] = 0
        seen.add(id(layer.identity))
        trainable = _trainable_now(layer)
        if trainable is not None and trainable is not layer.trainable:
            changes["trainable"] = trainable
        now[layer] = replace(layer, **changes) if changes else layer
    return tuple(now[layer] for layer in ordered), tuple(now[layer] for layer in outputs)


def _trainable_now(layer: Layer) -> V | None:
    owner = layer.identity
    return owner.state["trainable"] if isinstance(owner, LayerObject | ModelObject) else None


def _ordered(outputs: list[Layer]) -> list[Layer]:
    """Depth first, without recursion: graphs may be thousands of layers deep."""
    ordered: list[Layer] = []
    done: set[Layer] = set()
    stack: list[tuple[Layer, bool]] = [(layer, False) for layer in reversed(outputs)]
    while stack:
        layer, expanded = stack.pop()
        if layer in done:
            continue
        if expanded:
            done.add(layer)
            ordered.append(layer)
            continue
        stack.append((layer, True))
        stack.extend((node, False) for node in reversed(layer.inputs) if node not in done)
    return ordered


def _sequential(run: Interpreter, model: ModelObject, input_shape: Shape | None) -> ModelGraph:
    entries: tuple[Entry, ...] = model.state["entries"]
    key = (entries, input_shape, tuple(_touched(e.layer) for e in entries))
    cached = model.state.get("graph")
    if cached is not None and cached[0] == key:
        return cached[1]
    graph = _build_sequential(run, model, entries, input_shape)
    model.state["graph"] = (key, graph)
    return graph


def _touched(value: V) -> Any:
    found = payload(value)
    return found.state["trainable"] if isinstance(found, LayerObject | ModelObject) else None


def _build_sequential(
    run: Interpreter, model: ModelObject, entries: tuple[Entry, ...], input_shape: Shape | None
) -> ModelGraph:
    value: V | None = None
    layers: list[Layer] = []
    complete, reason = True, ""
    for entry in entries:
        found = payload(entry.layer)
        origin = entry.layer.origin or model.origin
        if isinstance(found, Symbol) and found.layer.kind == "input":
            value = entry.layer
            layers.append(found.layer)
            continue
        if value is None:
            value = input_symbol(input_shape or _first_shape(found), origin)
        before = value
        value = _apply_entry(run, entry, value, origin)
        made = symbols_in(value, origin)
        if not made or made[0].layer.kind == "unknown":
            complete, reason = False, "one of its layers is not known"
        new, value = _marked(made, before, value, entry.optional, origin)
        complete = complete and not entry.optional
        layers.extend(new)
    if any(entry.optional for entry in entries):
        reason = reason or "some layers are added on a condition"
    ends = (layers[-1],) if layers and layers[-1].kind != "input" else ()
    settled, outputs = _settled(list(ends)) if ends and complete else (tuple(layers), ends)
    shown = [n for n in settled if n.kind != "input" or any(n is x for x in layers)]
    return ModelGraph(
        model.state["name"],
        "sequential",
        model.origin,
        tuple(shown),
        outputs,
        complete,
        reason,
        model,
        model.call,
    )


def _marked(
    made: list[Symbol], before: V, value: V, optional: bool, origin: Origin
) -> tuple[list[Layer], V]:
    if not made:
        return [], value
    node = made[0].layer
    if not optional:
        return _new_nodes(node, before), value
    node = replace(node, optional=True)
    old = symbols_in(before, origin)
    shape = _common(node.output_shape, old[0].shape) if old else None
    node = replace(node, output_shape=shape)
    return [node], Known(Symbol(node, shape), origin)


def _new_nodes(node: Layer, before: V) -> list[Layer]:
    """The nodes that one entry added: one for a layer, several for a user's own."""
    known = payload(before)
    stop = known.layer if isinstance(known, Symbol) else None
    return [n for n in _ordered([node]) if n is not stop and _after(n, stop)]


def _after(node: Layer, stop: Layer | None) -> bool:
    if stop is None:
        return True
    todo, seen = [node], set[Layer]()
    while todo:
        here = todo.pop()
        if here is stop:
            return True
        if here not in seen:
            seen.add(here)
            todo.extend(here.inputs)
    return False


def _apply_entry(run: Interpreter, entry: Entry, value: V, origin: Origin) -> V:
    from kerascope.reader.calls import call_value

    return call_value(run, entry.layer, (value,), origin)


def _first_shape(layer: Any) -> Shape | None:
    """The input shape that a first layer declares: ``input_shape``, ``input_dim``, ..."""
    if not isinstance(layer, LayerObject) or layer.call is None:
        return _model_input_shape(layer)
    written = layer.call.written
    if "batch_input_shape" in written or "batch_shape" in written:
        return _shape(written.get("batch_input_shape", written.get("batch_shape")), batch=False)
    if "input_shape" in written:
        return _shape(written["input_shape"], batch=True)
    size = payload(written.get("input_dim", Unknown()))
    length = payload(written.get("input_length", Unknown()))
    if layer.class_name == "Embedding":
        return (None, length if isinstance(length, int) else None)
    if "input_dim" in written:
        known = size if isinstance(size, int) else None
        return (None, length, known) if isinstance(length, int) else (None, known)
    inner = payload(layer.inner) if layer.inner is not None else None
    return _first_shape(inner) if isinstance(inner, LayerObject) else None


def _model_input_shape(model: Any) -> Shape | None:
    if isinstance(model, ModelObject) and model.kind == "sequential":
        entries: tuple[Entry, ...] = model.state["entries"]
        first = payload(entries[0].layer) if entries else None
        return first.shape if isinstance(first, Symbol) else _first_shape(first)
    return None


def _shape(value: V | None, batch: bool) -> Shape | None:
    found = payload(value) if value is not None else None
    if isinstance(found, int):
        return (None, found) if batch else (found,)
    if not isinstance(found, Items) or found.is_open:
        return None
    sizes = tuple(s if isinstance(s := payload(i), int) else None for i in found.items)
    return (None, *sizes) if batch else sizes


def _subclassed(run: Interpreter, model: ModelObject, shape: Shape | None) -> ModelGraph:
    from kerascope.reader.calls import call_method

    cached = model.state.get("graph")
    if cached is not None and cached[0] == shape:
        return cached[1]
    value = call_method(run, model, "call", input_symbol(shape, model.origin))
    ends = symbols_in(value, model.origin) if value is not None else []
    if not ends:
        graph = _opaque(model, "its call() could not be followed")
    else:
        layers, outputs = _settled([symbol.layer for symbol in ends])
        complete = all(layer.kind not in ("unknown", "choice") for layer in layers)
        graph = ModelGraph(
            model.state["name"],
            "subclassed",
            model.origin,
            tuple(n for n in layers if n.kind != "input"),
            outputs,
            complete,
            "" if complete else _reason(layers),
            model,
            model.call,
        )
    model.state["graph"] = (shape, graph)
    return graph


def _application(model: ModelObject) -> ModelGraph:
    """A ready-made backbone: one node with a known head or feature shape."""
    shape = model.state.get("output_shape")
    node = Layer(
        "model",
        model.call.class_name if model.call else "application",
        None,
        model.origin,
        (),
        model.call,
        output_shape=shape,
        parameters=model.state.get("parameters"),
        trainable=_trainable(model.state["trainable"], None),
        identity=model,
    )
    return ModelGraph(
        model.state["name"],
        "application",
        model.origin,
        (node,),
        (node,),
        identity=model,
        call=model.call,
    )


def shape_argument(value: V | None, batch: bool) -> Shape | None:
    """A shape as an argument gives it; ``batch`` adds the batch axis in front."""
    return _shape(value, batch)
