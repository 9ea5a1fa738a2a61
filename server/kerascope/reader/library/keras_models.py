"""Keras' models: made, grown, nested, loaded; and the ready-made applications."""

from __future__ import annotations

from kerascope.program.value import Known, Unknown
from kerascope.reader.declared_shape import shape_argument
from kerascope.reader.inference import plain
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.iteration import elements
from kerascope.reader.shapes.application import infer_application
from kerascope.reader.snapshot import graph_of
from kerascope.reader.values import Entrance, Entry, LayerGroup, ModelObject, Symbol, V, payload

known = Table()


def _register(call: Invocation, model: ModelObject) -> V:
    call.run.record.models.append(model)
    return Known(model, call.origin)


def _name(call: Invocation, default: str) -> str:
    found = payload(call.get(None, "name", Known(None)))
    return found if isinstance(found, str) else default


@known.knows("keras.Sequential")
def sequential(call: Invocation) -> V:
    layers = call.get(0, "layers", Known(None))
    entries: tuple[Entry, ...] = ()
    if payload(layers) is not None or not isinstance(layers, Known):
        rounds = elements(call.run, layers)
        entries = tuple(_entry(item) for item in rounds.items)
        if not rounds.complete:
            entries = (*entries, Entry(Unknown("more layers may follow", layers.origin)))
    name = _name(call, "sequential")
    return _register(
        call, ModelObject("sequential", call.origin, call.call, entries=entries, name=name)
    )


def _entry(value: V) -> Entry:
    """A layer; a one-element list around it is a habit of old code."""
    return Entry(value)


@known.knows("Model.add")
def add(call: Invocation) -> V:
    model = payload(call.owner or Unknown())
    if isinstance(model, ModelObject):
        entry = Entry(call.get(0, "layer"), optional=call.run.unsettled(model))
        call.run.memory.write(model, "entries", (*model.state["entries"], entry))
    return Known(None)


@known.knows("Model.pop")
def pop(call: Invocation) -> V:
    model = payload(call.owner or Unknown())
    if isinstance(model, ModelObject):
        call.run.memory.write(model, "entries", model.state["entries"][:-1])
    return Known(None)


@known.knows("keras.Model")
def functional(call: Invocation) -> V:
    """``Model(inputs, outputs)``, under Keras 1's ``input`` and ``output`` too."""
    inputs = call.get(0, "inputs", call.get(None, "input", Known(None)))
    outputs = call.get(1, "outputs", call.get(None, "output", Known(None)))
    model = ModelObject(
        "functional",
        call.origin,
        call.call,
        inputs=inputs,
        outputs=outputs,
        name=_name(call, "model"),
    )
    return _register(call, model)


@known.knows(
    "keras.models.load_model",
    "keras.models.clone_model",
    "keras.models.model_from_json",
    "tensorflow.saved_model.load",
    "tensorflow_hub.KerasLayer",
)
def loaded(call: Invocation) -> V:
    source = payload(call.get(0, "model", Unknown()))
    if call.name.endswith("clone_model") and isinstance(source, ModelObject):
        copy = ModelObject(source.kind, call.origin, source.call, source.instance)
        copy.state.update(source.state, compiled=None, fits=0)
        return _register(call, copy)
    reason = f"it is made by {call.name.rpartition('.')[2]}()"
    return _register(
        call, ModelObject("unknown", call.origin, call.call, reason=reason, name="model")
    )


@known.knows("keras.applications.*")
def application(call: Invocation) -> V:
    """A ready-made backbone: its output shape and size are known, its inside is not needed."""
    tensor = call.get(None, "input_tensor", Known(None))
    symbol = payload(tensor)
    config = {name: plain(value) for name, value in call.call.written.items()}
    if isinstance(symbol, Symbol) and symbol.shape is not None:
        config.pop("input_tensor", None)
        config["input_shape"] = symbol.shape[1:]
    facts = infer_application(call.call.class_name, config, call.run.keras)
    model = ModelObject(
        "application",
        call.origin,
        call.call,
        name=call.call.class_name,
        output_shape=facts.output,
        parameters=facts.parameters,
    )
    if isinstance(symbol, Symbol):
        from kerascope.reader.graph import call_model

        output = call_model(call.run, model, tensor, call.origin)
        model.state.update(inputs=tensor, outputs=output)
    return _register(call, model)


@known.knows("Model.get_layer")
def get_layer(call: Invocation) -> V:
    model = payload(call.owner or Unknown())
    name, index = (
        payload(call.get(0, "name", Known(None))),
        payload(call.get(1, "index", Known(None))),
    )
    if isinstance(model, ModelObject):
        if isinstance(index, int) and model.kind == "sequential":
            entries = model.state["entries"]
            if -len(entries) <= index < len(entries):
                return entries[index].layer
        for layer in graph_of(call.run, model).layers:
            if layer.name is not None and layer.name == name:
                return Known(layer.identity or Entrance(layer), call.origin)
        if model.kind == "application":
            return Known(LayerGroup(model, whole=False), call.origin)
    return Unknown("this layer is not known", call.origin)


@known.knows("Model.__call__", "Model.call")
def call_explicitly(call: Invocation) -> V:
    from kerascope.reader.calls import call_value

    return call_value(call.run, call.owner or Unknown(), call.positional, call.origin)


@known.knows("Model.build")
def build(call: Invocation) -> V:
    """The shape that it is built for, where nothing else says what it is fed with."""
    model = payload(call.owner or Unknown())
    shape = shape_argument(call.get(0, "input_shape"), batch=False)
    if isinstance(model, ModelObject) and shape and model.state["fed"] is None:
        call.run.memory.write(model, "fed", (None, *shape[1:]))
    return Unknown("it exists only at run time", call.origin)


@known.knows(
    "Model.summary",
    "Model.save",
    "Model.save_weights",
    "Model.load_weights",
    "Model.reset_states",
    "Model.get_weights",
    "Model.set_weights",
    "Model.to_json",
)
def bookkeeping(call: Invocation) -> V:
    model = payload(call.owner or Unknown())
    if isinstance(model, ModelObject) and call.name in ("Model.load_weights", "Model.set_weights"):
        call.run.memory.write(model, "weights", "loaded")
    return Unknown("it exists only at run time", call.origin)
