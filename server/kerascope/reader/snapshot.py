"""A model as it is at this point of the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.tensor import Shape
from kerascope.program.value import Known, Unknown
from kerascope.reader.order import reason_of, settled, trainable_of
from kerascope.reader.sequential import sequential_graph
from kerascope.reader.symbols import input_symbol, symbols_in
from kerascope.reader.values import Drawn, ModelObject, V

if TYPE_CHECKING:
    from kerascope.reader.interpreter import Interpreter


def graph_of(run: Interpreter, model: ModelObject, input_shape: Shape | None = None) -> ModelGraph:
    """The model as it is now. ``input_shape`` (with batch axis) builds one that has none."""
    if model.state["outputs"] is not None:
        return _functional(model)
    input_shape = input_shape or model.state["fed"]
    if model.kind == "sequential":
        return sequential_graph(run, model, input_shape)
    if model.kind == "subclassed" and model.instance is not None:
        return subclassed_graph(run, model, input_shape)
    if model.kind == "application":
        return _application(model)
    return unread_model(model, model.state.get("reason") or "how it is built is not known")


def unread_model(model: ModelObject, reason: str) -> ModelGraph:
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
        return unread_model(model, "its outputs are not known")
    layers, ends = settled([symbol.layer for symbol in outputs])
    kind = "functional" if model.instance is None else "subclassed"
    complete = all(layer.kind not in ("unknown", "choice") for layer in layers)
    reason = "" if complete else reason_of(layers)
    return ModelGraph(
        model.state["name"], kind, model.origin, layers, ends, complete, reason, model, model.call
    )


def subclassed_graph(run: Interpreter, model: ModelObject, shape: Shape | None) -> ModelGraph:
    drawn: Drawn | None = model.state["drawn"]
    example = model.state["example"] if shape is None else None
    key = (shape, example)
    if drawn is not None and drawn.key == key:
        return drawn.graph
    given = example or input_symbol(shape, model.origin)
    value = _called(run, model, given)
    ends = symbols_in(value, model.origin) if value is not None else []
    if not ends:
        graph = unread_model(model, _why_not(model, value))
    else:
        layers, outputs = settled([symbol.layer for symbol in ends])
        complete = all(layer.kind not in ("unknown", "choice") for layer in layers)
        graph = ModelGraph(
            model.state["name"],
            "subclassed",
            model.origin,
            tuple(n for n in layers if n.kind != "input"),
            outputs,
            complete,
            "" if complete else reason_of(layers),
            model,
            model.call,
        )
    run.memory.write(model, "drawn", Drawn(key, graph))
    return graph


def _called(run: Interpreter, model: ModelObject, given: V) -> V | None:
    """What the model's own ``call`` makes of an input; None where it has none."""
    from kerascope.reader.calls import call_value

    cls = model.instance.cls if model.instance is not None else None
    if cls is None or cls.find("call") is None:
        return None
    return call_value(run, Known(model, model.origin), (given,), model.origin)


def _why_not(model: ModelObject, value: V | None) -> str:
    cls = model.instance.cls if model.instance is not None else None
    if value is None and cls is not None and cls.find("train_step") is not None:
        return f"{cls.name} has no call(): its train_step() uses other models"
    if value is None:
        return "it has no call()"
    why = value.reason if isinstance(value, Unknown) else ""
    return f"its call() returns no tensor that is known{': ' if why else ''}{why}"


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
        trainable=trainable_of(model.state["trainable"], None),
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
