"""From a training program to what an editor shows: models, layers, compile and fit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from libcst import ClassDef, FunctionDef

from kerascope.outline.items import Item, ModelItem, Outline
from kerascope.outline.words import parameters_text, shape_text
from kerascope.program.call import Call
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.training import Compile, Fit, Loss, Metric, Optimizer
from kerascope.program.value import Known, OneOf, Value
from kerascope.source.origin import Origin


def outline(program: TrainingProgram) -> Outline:
    """Everything of the training program that an editor shows in this file.

    Models and fits of other files stand at the calls that lead to them.
    """
    return Outline(
        models=tuple(_model(model) for model in program.models),
        compiles=tuple(_compile(call) for call in program.compiles if not call.origin.path),
        fits=tuple(_fit(fit) for fit in program.fits),
        last_training=_last_training(program),
    )


def _item(title: str, origin: Origin, hint: str, hover: str) -> Item:
    return Item(title, origin.here.cell, origin.here.range, hint, hover)


def _model(model: ModelGraph) -> ModelItem:
    layers = [layer for layer in model.layers if layer.kind in ("input", "layer", "model")]
    return ModelItem(
        _item(model.name or model.kind, model.origin, "", model_text(model)),
        tuple(_layer(layer) for layer in layers if not layer.origin.path),
    )


def _layer(layer: Layer) -> Item:
    title = f"{layer.class_name} {layer.name}" if layer.name else layer.class_name
    return _item(title, layer.origin, _layer_hint(layer), _layer_text(layer))


def _layer_hint(layer: Layer) -> str:
    if layer.output_shape is None:
        return parameters_text(layer.parameters) if layer.parameters else ""
    shape = shape_text(layer.output_shape)
    return f"{shape} · {parameters_text(layer.parameters)}" if layer.parameters else shape


def _layer_text(layer: Layer) -> str:
    facts = [f"output {shape_text(layer.output_shape)}", parameters_text(layer.parameters)]
    if layer.inputs:
        facts.insert(0, "input " + ", ".join(shape_text(i.output_shape) for i in layer.inputs))
    lines = [f"**{layer.class_name}**" + (f" `{layer.name}`" if layer.name else "")]
    lines.append(" · ".join(facts))
    if layer.call is not None and layer.call.written:
        lines.append(", ".join(f"`{key}={_value(v)}`" for key, v in _arguments(layer.call)))
    return "\n\n".join(lines)


def _arguments(call: Call) -> Iterator[tuple[str, Value[Any]]]:
    return ((key, value) for key, value in call.written.items() if key != "name")


def model_text(model: ModelGraph) -> str:
    """A model as a markdown table, as ``model.summary()`` would show it."""
    rows = [
        f"| {layer.class_name} | {shape_text(layer.output_shape)} | {_count(layer.parameters)} |"
        for layer in model.layers
    ]
    table = ["| layer | output | parameters |", "| --- | --- | ---: |", *rows]
    notes = [f"**{model.name or 'model'}** ({model.kind}), {parameters_text(model.parameters)}"]
    if not model.complete:
        notes.append(f"Not all of it could be read: {model.reason or 'something is unknown'}.")
    return "\n\n".join([*notes, "\n".join(table)] if rows else notes)


def _count(parameters: int | None) -> str:
    return "?" if parameters is None else f"{parameters:,}"


def _compile(call: Compile) -> Item:
    lines = [
        "**compile**",
        "\n".join(
            [
                f"- optimizer {_optimizer(call.optimizer)}",
                *(f"- loss {text}" for text in _losses(call)),
                f"- metrics {_metrics(call.metrics)}",
            ]
        ),
    ]
    return _item("compile", call.origin, "", "\n\n".join([*lines, *_summary(call.model)]))


def _losses(call: Compile) -> list[str]:
    if call.losses:
        return [f"{_loss(loss)} for `{output}`" for output, loss in call.losses.items()]
    return [_loss(call.loss)]


def _optimizer(value: Value[Optimizer]) -> str:
    if not isinstance(value, Known):
        return _value(value)
    rate = value.value.learning_rate
    return f"`{value.value.class_name}`, learning rate {_value(rate)}"


def _loss(value: Value[Loss]) -> str:
    if not isinstance(value, Known):
        return _value(value)
    logits = value.value.from_logits
    on_logits = isinstance(logits, Known) and logits.value
    return f"`{value.value.class_name}`" + (" on logits" if on_logits else "")


def _metrics(value: Value[tuple[Value[Metric], ...]]) -> str:
    if not isinstance(value, Known):
        return _value(value)
    names = [f"`{m.value.class_name}`" if isinstance(m, Known) else "unknown" for m in value.value]
    return ", ".join(names) or "none"


def _fit(fit: Fit) -> Item:
    arguments = [
        f"{name} {_value(fit.get(name))}"
        for name in ("epochs", "batch_size")
        if name in fit.call.written
    ]
    data = [*_data("x", fit.x), *_data("y", fit.y)]
    if fit.validation is not None:
        data += [
            *_data("validation x", fit.validation[0]),
            *_data("validation y", fit.validation[1]),
        ]
    lines = ["**fit** " + ", ".join(arguments), "\n".join(data), *_summary(fit.model)]
    return _item("fit", fit.origin, "", "\n\n".join(filter(None, lines)))


def _summary(model: Value[ModelGraph]) -> list[str]:
    return [model_text(model.value)] if isinstance(model, Known) else []


def _data(role: str, value: Value[Tensor]) -> list[str]:
    """The tensor, and one line for each step on its way here."""
    if not isinstance(value, Known):
        return [f"- {role}: {_value(value)}"]
    tensor = value.value
    facts = [shape_text(tensor.shape), tensor.dtype, _interval(tensor), tensor.scaling]
    facts += [f"{tensor.labels} labels" if tensor.labels else None]
    head = f"- {role}{f' `{tensor.name}`' if tensor.name else ''}: "
    steps = [f"  - {step.text}{_line_of(step.origin)}" for step in tensor.trail]
    return [head + ", ".join(filter(None, facts)), *steps]


def _line_of(origin: Origin | None) -> str:
    return f" (line {origin.line})" if origin is not None else ""


def _interval(tensor: Tensor) -> str | None:
    if tensor.low is None or tensor.high is None:
        return None
    return f"{tensor.low:g} to {tensor.high:g}"


def _value(value: Value[Any]) -> str:
    """A value for people, as short as a line allows."""
    if isinstance(value, Known):
        return _plain(value.value)
    if isinstance(value, OneOf):
        return " or ".join(_plain(item) for item in value.values)
    return f"unknown ({value.reason})" if value.reason else "unknown"


def _plain(value: object) -> str:
    """The value itself where it is a constant, the name of its class otherwise."""
    if isinstance(value, Call):
        return value.class_name
    if isinstance(value, Layer | ModelGraph):
        return value.name or type(value).__name__
    if isinstance(value, bool | int | float | str | type(None)):
        return repr(value)
    if isinstance(value, tuple | list):
        written = repr(cast("Sequence[object]", value))
        return written if len(written) < _SHORT else "…"
    return "{…}" if isinstance(value, Mapping) else type(value).__name__


_SHORT = 40


def _last_training(program: TrainingProgram) -> tuple[int | None, int] | None:
    """Where the code ends that training depends on.

    A function that trains may call others that are defined below it, so nothing can be said
    about where its own code ends.
    """
    ends: list[tuple[int | None, int]] = []
    for thing in (*program.fits, *program.loops):
        piece = thing.origin.here.piece
        body = piece.tree.body if piece.tree else ()
        if not body or isinstance(body[0], FunctionDef | ClassDef):
            return None
        ends.append((piece.cell, piece.first_line - 1 + len(piece.text.splitlines())))
    order = {cell.index: place for place, cell in enumerate(program.document.cells)}
    return max(ends, key=lambda end: (order.get(end[0], 0), end[1]), default=None)
