"""Activations under one name, however they are written."""

import re

from kerascope.program.layer import Layer
from kerascope.program.value import Known, Library, OneOf, Value, number

LINEAR = "linear"
SATURATING = frozenset({"sigmoid", "tanh", "hard_sigmoid", "softmax", "softsign", "hard_tanh"})
SQUASHING = frozenset({"sigmoid", "hard_sigmoid", "softmax"})
PROBABILITIES = frozenset({"sigmoid", "softmax", "hard_sigmoid"})

_LAYERS = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ELU": "elu",
    "GELU": "gelu",
    "Softmax": "softmax",
    "ThresholdedReLU": "thresholded_relu",
}
_SHARING = frozenset({"softmax", "log_softmax", "Softmax"})
"""They divide what they give by its sum along an axis."""

_OPERATIONS = frozenset(
    {
        "celu", "elu", "exponential", "exp", "gelu", "glu", "hard_shrink", "hard_sigmoid",
        "hard_silu", "hard_swish", "hard_tanh", "leaky_relu", "log_sigmoid", "log_softmax",
        "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus",
        "softsign", "sparse_plus", "sparsemax", "swish", "squareplus", "tanh", "tanh_shrink",
        "threshold", "crelu", "sin", "maximum",
    }
)  # fmt: skip


def activation_name(value: Value[object]) -> str | None:
    """The name of an activation argument: ``relu`` for ``'relu'``, ``tf.nn.relu``,
    ``layers.ReLU()``; ``linear`` for None; None where it is not known."""
    if isinstance(value, OneOf):
        names = {activation_name(Known(each)) for each in value.values}
        return names.pop() if len(names) == 1 else None
    if not isinstance(value, Known):
        return None
    found = value.value
    if found is None:
        return LINEAR
    if isinstance(found, str):
        return found.lower()
    if isinstance(found, Library):
        return _snake(found.name.rpartition(".")[2])
    name = getattr(found, "class_name", None)
    return _LAYERS.get(name) or _snake(name) if isinstance(name, str) else None


def _snake(name: str) -> str:
    return _LAYERS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def own_activation(layer: Layer) -> str | None:
    """The activation that a layer applies by itself: ``linear`` for one that has none to apply,
    None where that is not known."""
    if layer.class_name in _SHARING and not _along_last_axis(layer):
        return None
    if layer.kind == "operation":
        return layer.class_name if layer.class_name in _OPERATIONS else LINEAR
    if layer.kind != "layer":
        return None
    if layer.class_name in _LAYERS:
        return _LAYERS[layer.class_name]
    if layer.call is not None and not layer.call.name.startswith("keras."):
        return None
    if layer.call is not None and "activation" in {*layer.call.written, *layer.call.defaults}:
        return activation_name(layer.get("activation"))
    return LINEAR


def _along_last_axis(layer: Layer) -> bool:
    """Whether a softmax runs over the units, not over time steps, say, as attention has it."""
    axis = layer.call.written.get("axis") if layer.call is not None else None
    if axis is None or number(axis) == -1:
        return True
    shape = layer.output_shape
    return shape is not None and number(axis) == len(shape) - 1


def is_activation(layer: Layer) -> bool:
    """Whether the node does nothing but activate."""
    if layer.kind == "operation":
        return layer.class_name in _OPERATIONS
    return layer.kind == "layer" and (
        layer.class_name == "Activation" or layer.class_name in _LAYERS
    )


def may_activate(layer: Layer) -> bool:
    """Whether a node applies, or may apply, a nonlinearity of its own."""
    return own_activation(layer) != LINEAR
