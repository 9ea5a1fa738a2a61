"""Keras' layers: made, and applied to symbolic tensors."""

from __future__ import annotations

from kerascope.program.value import Known, Unknown
from kerascope.reader.declared_shape import shape_argument
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.symbols import input_symbol, symbols_in
from kerascope.reader.values import LayerObject, V, payload

known = Table()

_WRAPPERS = (
    "keras.layers.Bidirectional",
    "keras.layers.TimeDistributed",
    "keras.layers.SpectralNormalization",
    "keras.layers.Wrapper",
    "keras.layers.RNN",
)


@known.knows("keras.layers.*")
def make_layer(call: Invocation) -> V:
    """A layer object with its arguments by name."""
    return Known(LayerObject(call.call.class_name, call.origin, call.call), call.origin)


@known.knows(*_WRAPPERS)
def make_wrapper(call: Invocation) -> V:
    inner = call.get(0, "layer")
    return Known(LayerObject(call.call.class_name, call.origin, call.call, inner), call.origin)


@known.knows("keras.Input", "keras.layers.InputLayer")
def make_input(call: Invocation) -> V:
    """``Input(shape=...)``: a symbolic tensor with the batch axis in front."""
    batch = call.has(None, "batch_shape") or call.has(None, "batch_input_shape")
    if batch:
        value = call.get(None, "batch_shape", call.get(None, "batch_input_shape"))
    else:
        value = call.get(0, "shape", call.get(None, "input_shape"))
    name = payload(call.get(None, "name", Known(None)))
    if call.has(None, "tensor"):
        found = symbols_in(call.get(None, "tensor"), call.origin)
        if found:
            return call.get(None, "tensor")
    shape = shape_argument(value, batch=not batch)
    return input_symbol(shape, call.origin, name if isinstance(name, str) else None)


@known.knows("Layer.__call__", "Layer.call")
def call_explicitly(call: Invocation) -> V:
    from kerascope.reader.calls import call_value

    return call_value(call.run, call.owner or Unknown(), call.positional, call.origin)


@known.knows("Layer.adapt")
def adapt(call: Invocation) -> V:
    return Known(None, call.origin)


@known.knows(
    "Layer.get_config",
    "Layer.get_weights",
    "Layer.set_weights",
    "Layer.build",
    "Layer.add_loss",
    "Layer.add_metric",
    "Layer.count_params",
)
def bookkeeping(call: Invocation) -> V:
    return Unknown("it exists only at run time", call.origin)


_MERGES = {
    "add": "Add",
    "subtract": "Subtract",
    "multiply": "Multiply",
    "average": "Average",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "concatenate": "Concatenate",
    "dot": "Dot",
}


@known.knows(*(f"keras.layers.{name}" for name in _MERGES), "keras.layers.merge")
def merge(call: Invocation) -> V:
    """The function form of a merging layer (``merge`` is Keras 1's)."""
    from kerascope.reader.calls import call_value

    function = call.name.rpartition(".")[2]
    mode = payload(call.get(None, "mode", Known("sum")))
    if function == "merge":
        function = {"sum": "add", "concat": "concatenate", "mul": "multiply"}.get(str(mode), "add")
    rest = tuple(a for a in call.arguments[1:] if a.name in ("axis", "axes", "name"))
    made = Invocation(call.run, f"keras.layers.{_MERGES[function]}", None, rest, True, call.origin)
    return call_value(call.run, make_layer(made), (call.get(0, "inputs"),), call.origin)
