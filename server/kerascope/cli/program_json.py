"""The training program as JSON: what ``show --output-format json`` prints.

A fact that is not known is null; one of a few is ``{"one_of": [...]}``. The ``path`` of a place is
that of another file, null for the script itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from kerascope.cli.finding_json import Json, range_to_json
from kerascope.program.call import Call
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram, Unread
from kerascope.program.tensor import Step, Tensor
from kerascope.program.training import Compile, Fit, Loss, Metric, Optimizer
from kerascope.program.value import Known, OneOf, Value
from kerascope.source.origin import Origin


def to_json(program: TrainingProgram) -> Json:
    """The whole program."""
    names = _model_names(program.models)
    return {
        "version": 1,
        "path": program.document.path,
        "backend": {
            "package": program.backend.package,
            "keras": program.backend.keras,
            "engine": program.backend.engine,
        },
        "models": [_model(model, names) for model in program.models],
        "data": [_tensor(tensor) for tensor in program.data],
        "compiles": [_compile(compiled, names) for compiled in program.compiles],
        "fits": [_fit(fit, names, program.compiles) for fit in program.fits],
        "unread": [_unread(statement) for statement in program.unread],
    }


def _model_names(models: Sequence[ModelGraph]) -> dict[int, str]:
    """Names by the model's identity; models of one name are numbered."""
    names: dict[int, str] = {}
    for model in models:
        name, number = model.name, 2
        while name in names.values():
            name, number = f"{model.name}#{number}", number + 1
        names[id(model)] = name
    return names


def _model(model: ModelGraph, names: Mapping[int, str]) -> Json:
    return {
        "name": names[id(model)],
        "kind": model.kind,
        **_place(model.origin),
        "parameters": model.parameters,
        "complete": model.complete,
        "reason": model.reason,
        "layers": [_layer(layer) for layer in model.layers],
    }


def _layer(layer: Layer) -> Json:
    config = layer.config or {}
    return {
        "class": layer.class_name,
        "name": layer.name,
        "kind": layer.kind,
        "config": {key: _value(value) for key, value in config.items()},
        "output_shape": None if layer.output_shape is None else list(layer.output_shape),
        "output_shapes": [None if s is None else list(s) for s in layer.output_shapes],
        "parameters": layer.parameters,
        **_place(layer.origin),
    }


def _tensor(tensor: Tensor) -> Json:
    unbounded = tensor.low is None and tensor.high is None
    return {
        "name": tensor.name,
        "role": tensor.role,
        "split": tensor.split,
        "shape": None if tensor.shape is None else list(tensor.shape),
        "dtype": tensor.dtype,
        "range_of_values": None if unbounded else [_finite(tensor.low), _finite(tensor.high)],
        "scaling": tensor.scaling,
        "labels": tensor.labels,
        "classes": tensor.classes,
        "source": tensor.source,
        "trail": [_step(step) for step in tensor.trail],
    }


def _step(step: Step) -> Json:
    return {"kind": step.kind, "text": step.text, **_place(step.origin)}


def _compile(compiled: Compile, names: Mapping[int, str]) -> Json:
    optimizer = compiled.optimizer
    rate = optimizer.value.learning_rate if isinstance(optimizer, Known) else None
    metrics = compiled.metrics
    return {
        "model": _name_of(compiled.model, names),
        **_place(compiled.origin),
        "optimizer": _value(optimizer),
        "learning_rate": None if rate is None else _value(rate),
        "loss": _value(compiled.loss),
        "losses": {output: _value(loss) for output, loss in (compiled.losses or {}).items()},
        "metrics": [_value(metric) for metric in metrics.value]
        if isinstance(metrics, Known)
        else None,
    }


def _fit(fit: Fit, names: Mapping[int, str], compiles: Sequence[Compile]) -> Json:
    """``compile`` is the index in ``compiles`` of the one in force."""
    in_force = next((i for i, known in enumerate(compiles) if known is fit.compile), None)
    callbacks = fit.callbacks
    return {
        "model": _name_of(fit.model, names),
        **_place(fit.origin),
        "compile": in_force,
        "x": _value(fit.x),
        "y": _value(fit.y),
        "validation": None if fit.validation is None else [_value(v) for v in fit.validation],
        "validation_split": _value(fit.get("validation_split")),
        "epochs": _value(fit.get("epochs")),
        "batch_size": _value(fit.get("batch_size")),
        "callbacks": [_value(callback) for callback in callbacks.value]
        if isinstance(callbacks, Known)
        else None,
        "in_loop": fit.in_loop,
    }


def _unread(statement: Unread) -> Json:
    return {"reason": statement.reason, "cell": statement.cell, "line": statement.line}


def _name_of(model: Value[ModelGraph], names: Mapping[int, str]) -> str | None:
    if not isinstance(model, Known):
        return None
    return names.get(id(model.value), model.value.name)


def _place(origin: Origin | None) -> Json:
    if origin is None:
        return {"path": None, "cell": None, "range": None}
    cell = None if origin.path else origin.cell
    return {"path": origin.path or None, "cell": cell, "range": range_to_json(origin.range)}


def _value(value: Value[Any]) -> Any:
    """A known value, null, or the alternatives."""
    match value:
        case Known(known):
            return _plain(known)
        case OneOf(values):
            return {"one_of": [_plain(known) for known in values]}
        case _:
            return None


def _plain(known: Any) -> Any:
    """What is known in JSON's own types: objects by their class, data by their name."""
    match known:
        case Known() | OneOf():
            return _value(cast("Value[Any]", known))
        case Optimizer() | Loss() | Metric() | Call():
            return known.class_name
        case Tensor() | ModelGraph():
            return known.name
        case float():
            return _finite(known)
        case None | str() | bool() | int():
            return known
        case list() | tuple():
            return [_plain(item) for item in cast("Sequence[Any]", known)]
        case Mapping():
            items = cast("Mapping[Any, Any]", known).items()
            return {str(key): _plain(item) for key, item in items}
        case _:
            return type(known).__name__


def _finite(value: float | None) -> float | None:
    """JSON has no infinity."""
    return value if value is not None and abs(value) != float("inf") and value == value else None
