"""``compile``, ``fit``, ``evaluate`` and ``predict``: how models are trained and used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kerascope.program.call import Call
from kerascope.program.callbacks import ADDS_TO_LOGS, RATES
from kerascope.program.layer import ModelGraph
from kerascope.program.tensor import Tensor
from kerascope.program.training import (
    Compile,
    CustomLoop,
    Fit,
    Loss,
    Metric,
    Optimizer,
    Use,
)
from kerascope.program.value import Known, Library, OneOf, Unknown, Value
from kerascope.reader.eager import any_batch, as_data
from kerascope.reader.interpreter import Interpreter
from kerascope.reader.invocation import Argument, Invocation, Table, bind
from kerascope.reader.library import signatures
from kerascope.reader.library.as_tensor import tensor_of
from kerascope.reader.snapshot import graph_of
from kerascope.reader.values import (
    Dataset,
    Function,
    Instance,
    Items,
    ModelObject,
    SomeNumber,
    Super,
    UserClass,
    V,
    payload,
)
from kerascope.reader.values import Table as Dictionary
from kerascope.source.origin import Origin

known = Table()

_LOGS = re.compile(r"\blogs(?:\[[^\]]+\]\s*=[^=]|\.(?:update|setdefault)\()")
"""How a callback adds to what an epoch reports."""


def _models(call: Invocation) -> list[ModelObject]:
    owner = call.owner
    found = owner.values if isinstance(owner, OneOf) else (payload(owner or Unknown()),)
    return [model for model in found if isinstance(model, ModelObject)]


_GENERATOR_METHODS = {
    "fit_generator": ("x", "steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data"),
    "evaluate_generator": ("x", "steps"),
    "predict_generator": ("x", "steps"),
}
"""Positional parameters of the methods that Keras 3 no longer has; ``x`` is their generator."""


def _bound(call: Invocation, method: str) -> Call:
    """The call with the parameter names of Keras' method."""
    current = f"keras.Model.{method.removesuffix('_generator')}"
    arguments = tuple(_named(call.arguments, _GENERATOR_METHODS.get(method, ())))
    named = Invocation(call.run, current, call.owner, arguments, call.complete, call.origin)
    bound = replace(bind(named), name=f"keras.Model.{method}")
    call.run.record.calls.append(bound)
    return bound


def _named(arguments: Sequence[Argument], names: Sequence[str]) -> Iterator[Argument]:
    """Positional arguments under their parameters' names, as far as those are given."""
    positional = 0
    for argument in arguments:
        if argument.name is None and positional < len(names):
            yield replace(argument, name=names[positional])
        else:
            yield argument
        positional += argument.name is None


@known.knows("Super.compile")
def compile_base(call: Invocation) -> V:
    """``super().compile(...)`` inside a ``compile`` of the user's."""
    below = payload(call.owner or Unknown())
    owner = below.owner if isinstance(below, Super) else None
    return compile_model(replace(call, name="Model.compile", owner=owner))


@known.knows("Model.compile")
def compile_model(call: Invocation) -> V:
    models = _models(call)
    if not models:
        return Known(None)
    model = models[0]
    bound = _bound(call, "compile")
    graph: Value[ModelGraph] = Known(graph_of(call.run, model), call.origin)
    made = Compile(
        graph,
        bound,
        read_optimizer(bound.get("optimizer"), call),
        *_losses(bound, call, model),
        loop=call.run.outlived(model),
    )
    call.run.record.compiles.append(made)
    for each in models:
        call.run.memory.write(each, "compiled", made)
    return Known(None)


def _losses(bound: Call, call: Invocation, model: ModelObject) -> Any:
    """The ``loss``, ``metrics`` and ``losses`` of a Compile."""
    value = bound.get("loss")
    metrics = read_metrics(bound.written.get("metrics", Known(None)), call)
    if _trains_itself(model):
        return Unknown("the model has a train_step() of its own", value.origin), metrics, None
    found = payload(value)
    if isinstance(found, Dictionary):
        losses = {str(k): read_loss(v, call) for k, v in found.entries.items()}
        return _single(losses), metrics, losses
    if isinstance(found, Items):
        losses = {str(i): read_loss(v, call) for i, v in enumerate(found.items)}
        return _single(losses), metrics, losses
    return read_loss(value, call), metrics, None


def _trains_itself(model: ModelObject) -> bool:
    """Whether the user's class decides what is done with the loss."""
    cls = model.instance.cls if model.instance is not None else None
    own = ("train_step", "compute_loss")
    return cls is not None and any(cls.find(name) is not None for name in own)


def _single(losses: Mapping[str, Value[Loss]]) -> Value[Loss]:
    values = list(losses.values())
    return values[0] if len(values) == 1 else Unknown("the model has several losses")


def read_optimizer(value: V, call: Invocation) -> Value[Optimizer]:
    """The optimizer that a string, a class or an object stands for."""
    if isinstance(value, OneOf):
        found = [read_optimizer(Known(v, value.origin), call) for v in value.values]
        known_ones = tuple(f.value for f in found if isinstance(f, Known))
        if len(known_ones) == len(found):
            return OneOf(known_ones, value.origin)
        return Unknown("it depends on a condition", value.origin)
    thing, origin = payload(value), value.origin or call.origin
    if isinstance(thing, str):
        name = signatures.from_identifier("optimizer", thing)
        return (
            _default_optimizer(name, origin, call) if name else Unknown("no such optimizer", origin)
        )
    if isinstance(thing, Library) and signatures.is_a(thing.name, "keras.optimizers.Optimizer"):
        return _default_optimizer(thing.name, origin, call)
    if isinstance(thing, Call):
        return _made_optimizer(thing, origin)
    return Unknown("the optimizer is not known", origin)


def _default_optimizer(name: str, origin: Origin, call: Invocation) -> Value[Optimizer]:
    signature = signatures.signature(name, call.run.keras)
    rate: Any = None
    for parameter in signature.parameters if signature else ():
        if parameter.name == "learning_rate":
            rate = parameter.default
    known_rate = isinstance(rate, int | float)
    value: Value[float] = Known(float(rate)) if known_rate else Unknown("no default rate")
    return Known(Optimizer(name.rpartition(".")[2], value, origin), origin)


def _made_optimizer(made: Call, origin: Origin) -> Value[Optimizer]:
    if not signatures.is_a(made.name, "keras.optimizers.Optimizer"):
        return Unknown(f"nothing is known of {made.name}", origin)
    rate = made.written.get("lr") or made.get("learning_rate")
    return Known(Optimizer(made.class_name, rate, origin, made), origin)


def read_loss(value: V, call: Invocation) -> Value[Loss]:
    """The loss that a string, a function, a class or an object stands for."""
    if isinstance(value, OneOf):
        return Unknown("it depends on a condition", value.origin)
    thing, origin = payload(value), value.origin or call.origin
    if isinstance(thing, str):
        return _named_loss(thing, origin)
    if isinstance(thing, Library):
        name = signatures.function_class(thing.name) or thing.name
        if signatures.is_a(name, "keras.losses.Loss"):
            return Known(Loss(name.rpartition(".")[2], Known(False), origin), origin)
    if isinstance(thing, Call) and signatures.is_a(thing.name, "keras.losses.Loss"):
        return Known(Loss(thing.class_name, thing.get("from_logits"), origin, thing), origin)
    if isinstance(thing, Function | UserClass | Instance):
        return Known(Loss("custom", Unknown("a loss of the user's"), origin), origin)
    return Unknown("the loss is not known", origin)


def _named_loss(text: str, origin: Origin) -> Value[Loss]:
    name = signatures.from_identifier("loss", text)
    if name is None:
        return Unknown(f"Keras knows no loss named {text!r}", origin)
    name = signatures.function_class(name) or name
    return Known(Loss(name.rpartition(".")[2], Known(False), origin), origin)


def read_metrics(value: V, call: Invocation) -> Value[tuple[Value[Metric], ...]]:
    """The metrics, each with the key under which Keras logs it where that is known."""
    thing, origin = payload(value), value.origin or call.origin
    if isinstance(value, Known) and thing is None:
        return Known(())
    if isinstance(thing, Items) and not thing.is_open:
        return Known(tuple(_metric(item, call) for item in thing.items), origin)
    if isinstance(thing, str | Call | Library | Function):
        return Known((_metric(value, call),), origin)
    return Unknown("the metrics are not known", origin)


def _metric(value: V, call: Invocation) -> Value[Metric]:
    thing, origin = payload(value), value.origin or call.origin
    if isinstance(thing, str):
        name = signatures.from_identifier("metric", thing) or thing
        return Known(Metric(name.rpartition(".")[2], thing, origin), origin)
    if isinstance(thing, Library):
        last = thing.name.rpartition(".")[2]
        return Known(Metric(last, None if last[:1].isupper() else last, origin), origin)
    if isinstance(thing, Call):
        spelled = payload(thing.get("name"))
        return Known(
            Metric(thing.class_name, spelled if isinstance(spelled, str) else None, origin, thing),
            origin,
        )
    if isinstance(thing, Function):
        return Known(Metric("custom", thing.name, origin), origin)
    return Unknown("this metric is not known", origin)


@known.knows("Model.fit", "Model.fit_generator")
def fit(call: Invocation) -> V:
    models = _models(call)
    if not models:
        return Unknown("what is fitted is not known", call.origin)
    method = call.name.rpartition(".")[2]
    bound = _bound(call, method)
    model = models[0]
    x, y = _training_data(call.run, bound)
    compiled: Compile | None = model.state["compiled"]
    graph = _graph(call, models, x)
    made = Fit(
        graph,
        bound,
        compiled,
        x,
        y,
        _validation(as_pipeline(call.run, bound.get("validation_data"))),
        _callbacks(bound.get("callbacks")),
        in_loop=bool(call.run.loops),
        loop=call.run.outlived(model),
    )
    call.run.record.fits.append(made)
    for tensor in (payload(x), payload(y)):
        if isinstance(tensor, Tensor):
            call.run.record.data.append(tensor)
    for each in models:
        call.run.memory.write(each, "fits", each.state["fits"] + 1)
    return Known(bound, call.origin)


def _graph(call: Invocation, models: list[ModelObject], x: Value[Tensor]) -> Value[ModelGraph]:
    """The model as fitted; the data's shape builds one that declares no input."""
    tensor = payload(x)
    shape = tensor.shape if isinstance(tensor, Tensor) else None
    if any(map(_trains_itself, models)) and shape is not None and len(shape) < 2:
        shape = None
    batch = (None, *shape[1:]) if shape else None
    graphs = tuple(graph_of(call.run, model, batch) for model in models)
    if len(graphs) == 1:
        return Known(graphs[0], call.origin)
    return OneOf(graphs, call.origin)


def as_pipeline(run: Interpreter, value: V) -> V:
    """An object of the user's that hands out batches: its ``__getitem__`` is read once."""
    from kerascope.reader.calls import call_method

    found = payload(value)
    if isinstance(found, Dataset) and found.extra.get("batches"):
        return Known(replace(found, element=any_batch(found.element)), value.origin)
    if not isinstance(found, Instance) or found.cls is None:
        return value
    batch = call_method(run, found, "__getitem__", SomeNumber("the number of a batch"))
    if batch is None:
        return value
    made = Dataset(any_batch(batch), (("batch", None),), found.cls.name, found.origin)
    return Known(made, value.origin)


def _training_data(run: Interpreter, bound: Call) -> tuple[Value[Tensor], Value[Tensor]]:
    given = bound.written.get("x", bound.written.get("generator", Unknown("no data is given")))
    x = as_pipeline(run, given)
    y = bound.written.get("y", Known(None))
    return split_pair(x, y)


def split_pair(x: V, y: V) -> tuple[Value[Tensor], Value[Tensor]]:
    """Features and labels, taken out of a pipeline where they come as one."""
    found = payload(as_data(x))
    if isinstance(found, Dataset):
        element = payload(found.element)
        if isinstance(element, Items) and len(element.items) >= 2:
            return _of(found, element.items[0]), _of(found, element.items[1])
        return _of(found, found.element), Unknown("the labels are not known", x.origin)
    return _tensor(x), _tensor(y)


def _of(pipeline: Dataset, value: V) -> Value[Tensor]:
    """One side of a pipeline; of one that cannot be followed at least the source is known."""
    tensor = _tensor(value)
    if isinstance(tensor, Known) or pipeline.source is None:
        return tensor
    return Known(Tensor(source=pipeline.source), pipeline.origin)


def _tensor(value: V) -> Value[Tensor]:
    found = payload(value)
    if (
        isinstance(found, Items)
        and len(found.items) == 1
        and isinstance(payload(found.items[0]), Tensor)
    ):
        return _tensor(found.items[0])
    if isinstance(found, Dictionary):
        return _several(list(found.entries.values()), value)
    if isinstance(found, Items) and _holds_tensors(found):
        return _several(list(found.items), value)
    tensor = tensor_of(value)
    if tensor is None:
        return Unknown("its origin is not known", value.origin)
    return Known(tensor, value.origin)


def _several(values: list[V], value: V) -> Value[Tensor]:
    """One array for each input of the model: of all of them together, only the origin is said."""
    tensors = [tensor_of(each) for each in values]
    sourced = [t for t in tensors if t is not None and t.source is not None]
    if not sourced or len(sourced) < len(tensors):
        return Unknown("the model has several inputs", value.origin)
    first = sourced[0]
    trail = tuple(step for step in first.trail if step.kind == "load")
    return Known(Tensor(role="features", source=first.source, trail=trail), value.origin)


def _holds_tensors(found: Items) -> bool:
    """Whether a list holds an array for each input, known or not, rather than numbers."""
    return any(not isinstance(payload(i), Items | int | float | str) for i in found.items)


def _validation(value: V) -> tuple[Value[Tensor], Value[Tensor]] | None:
    found = payload(value)
    if isinstance(value, Known) and found is None:
        return None
    if isinstance(found, Items) and found.kind == "tuple" and len(found.items) >= 2:
        return _tensor(found.items[0]), _tensor(found.items[1])
    return split_pair(value, Known(None))


def _callbacks(value: V) -> Value[tuple[Value[Call], ...]]:
    found = payload(value)
    if isinstance(value, Known) and found is None:
        return Known(())
    if isinstance(found, Items) and not found.is_open:
        items = tuple(_callback(item) for item in found.items)
        return Known(items, value.origin)
    if isinstance(found, Call):
        return Known((_callback(value),), value.origin)
    return Unknown("the callbacks are not known", value.origin)


def _callback(value: V) -> Value[Call]:
    found = payload(value)
    if isinstance(found, Call):
        return Known(found, value.origin)
    if isinstance(found, Instance) and found.cls and _LOGS.search(found.cls.origin.text):
        return Unknown(ADDS_TO_LOGS, value.origin)
    return Unknown("a callback of the user's", value.origin)


@known.knows(
    "Model.evaluate",
    "Model.predict",
    "Model.predict_classes",
    "Model.predict_proba",
    "Model.evaluate_generator",
    "Model.predict_generator",
)
def use(call: Invocation) -> V:
    models = _models(call)
    if not models:
        return Unknown("which model is used is not known", call.origin)
    method = call.name.rpartition(".")[2]
    bound = _bound(call, method)
    x, y = split_pair(bound.get("x"), bound.get("y"))
    graph: Value[ModelGraph] = Known(graph_of(call.run, models[0]), call.origin)
    call.run.record.uses.append(Use(method, graph, bound, x, y))
    return Unknown("it exists only at run time", call.origin)


_EPOCHS = (*range(32), 40, 50, 60, 80, 100, 150, 200, 300)


@known.knows("keras.callbacks.LearningRateScheduler")
def scheduled(call: Invocation) -> V:
    """The rates that a schedule of the user's gives, by epoch, as far as they can be computed."""
    from kerascope.reader.calls import call_value

    function, noted = call.get(0, "schedule"), len(call.run.record.calls)
    rates: dict[int, float] = {}
    for epoch in _EPOCHS if isinstance(payload(function), Function) else ():
        rate = payload(call_value(call.run, function, (Known(epoch),), call.origin))
        if not isinstance(rate, int | float):
            break
        rates[epoch] = float(rate)
    del call.run.record.calls[noted:]
    defaults = {**call.call.defaults, RATES: Known(rates)}
    return Known(replace(call.call, defaults=defaults), call.origin)


_WRAPPERS = (
    "keras.wrappers.scikit_learn.KerasClassifier",
    "keras.wrappers.scikit_learn.KerasRegressor",
    "keras.wrappers.SKLearnClassifier",
    "keras.wrappers.SKLearnRegressor",
    "scikeras.wrappers.KerasClassifier",
    "scikeras.wrappers.KerasRegressor",
)


@known.knows(*_WRAPPERS)
def wrapped(call: Invocation) -> V:
    """A scikit-learn estimator: it builds the model and fits it later, on data not seen here."""
    from kerascope.reader.calls import call_value

    builder = call.get(0, "build_fn", call.get(0, "model"))
    built = payload(call_value(call.run, builder, (), call.origin))
    model = built if isinstance(built, ModelObject) else payload(builder)
    if isinstance(model, ModelObject) and model.state["compiled"] is not None:
        named = tuple(a for a in call.arguments if a.name not in (None, "build_fn", "model"))
        run = call.run
        inner = Invocation(run, "keras.Model.fit", None, named, call.complete, call.origin)
        data = Unknown("the estimator gets its data later", call.origin)
        graph: Value[ModelGraph] = Known(graph_of(run, model), call.origin)
        bound = bind(inner)
        callbacks = _callbacks(bound.get("callbacks"))
        run.record.fits.append(
            Fit(graph, bound, model.state["compiled"], data, data, None, callbacks)
        )
    return Known(call.call, call.origin)


@known.knows("Model.train_on_batch")
def train_on_batch(call: Invocation) -> V:
    for model in _models(call):
        graph: Value[ModelGraph] = Known(graph_of(call.run, model), call.origin)
        bound = _bound(call, "train_on_batch")
        given = bound.arguments.get("x")
        x, _ = _training_data(call.run, bound)
        loop = CustomLoop("train_on_batch", call.origin, graph, call=bound, x=x, given=given)
        call.run.record.loops.append(loop)
    return Unknown("it exists only at run time", call.origin)
