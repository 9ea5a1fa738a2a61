"""Sequential models: their entries applied one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.tensor import Shape
from kerascope.program.value import Known
from kerascope.reader.declared_shape import declared_shape
from kerascope.reader.order import ordered, settled
from kerascope.reader.symbols import common_shape, input_symbol, symbols_in
from kerascope.reader.values import (
    Drawn,
    Entry,
    LayerObject,
    ModelObject,
    Symbol,
    V,
    payload,
)
from kerascope.source.origin import Origin

if TYPE_CHECKING:
    from kerascope.reader.interpreter import Interpreter


def sequential_graph(run: Interpreter, model: ModelObject, input_shape: Shape | None) -> ModelGraph:
    entries: tuple[Entry, ...] = model.state["entries"]
    key = (entries, input_shape, tuple(_touched(e.layer) for e in entries))
    drawn: Drawn | None = model.state["drawn"]
    if drawn is not None and drawn.key == key:
        return drawn.graph
    graph = _build(run, model, entries, input_shape)
    run.memory.write(model, "drawn", Drawn(key, graph))
    return graph


def _touched(value: V) -> Any:
    found = payload(value)
    return found.state["trainable"] if isinstance(found, LayerObject | ModelObject) else None


def _build(
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
            value = input_symbol(declared_shape(found) or input_shape, origin)
        before = value
        value = _apply_entry(run, entry, value, origin)
        made = symbols_in(value, origin)
        if not made or made[0].layer.kind == "unknown":
            name = made[0].layer.class_name if made else "one of its layers"
            complete, reason = False, reason or f"what {name} computes is not known"
        new, value = _marked(made, before, value, entry.optional, origin)
        complete = complete and not entry.optional
        layers.extend(new)
    if any(entry.optional for entry in entries):
        reason = reason or "some layers are added on a condition"
    ends = (layers[-1],) if layers and layers[-1].kind != "input" else ()
    nodes, outputs = settled(list(ends)) if ends and complete else (tuple(layers), ends)
    shown = [n for n in nodes if n.kind != "input" or any(n is x for x in layers)]
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
    shape = common_shape(node.output_shape, old[0].shape) if old else None
    node = replace(node, output_shape=shape)
    return [node], Known(Symbol(node, shape), origin)


def _new_nodes(node: Layer, before: V) -> list[Layer]:
    """The nodes that one entry added: one for a layer, several for a user's own."""
    known = payload(before)
    stop = known.layer if isinstance(known, Symbol) else None
    return [n for n in ordered([node]) if n is not stop and _after(n, stop)]


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
