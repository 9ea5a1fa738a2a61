"""How a layer's kernel starts out."""

from dataclasses import dataclass
from math import prod, sqrt

from kerascope.program.call import Call
from kerascope.program.graph import AFFINE, followers, heads
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.value import Known, Library, Value, number
from kerascope.reader.inference import plain
from kerascope.source.origin import Origin

_CONSTANTS = {"zeros": 0.0, "zero": 0.0, "ones": 1.0, "one": 1.0}
_MERGING = frozenset({"add", "multiply", "mul", "subtract", "dot", "matmul", "film"})


@dataclass(frozen=True, slots=True)
class Spread:
    """What the first weights are drawn from: all the same where ``deviation`` is 0."""

    mean: float
    deviation: float


def spread_of(value: Value[object]) -> Spread | None:
    """The distribution of an initializer of fixed scale; None for one that looks at the layer's
    size, or that is not known."""
    if not isinstance(value, Known):
        return None
    found = value.value
    if isinstance(found, Call):
        return _drawn(found)
    name = found.name.rpartition(".")[2] if isinstance(found, Library) else found
    if isinstance(name, str) and name.lower() in _CONSTANTS:
        return Spread(_CONSTANTS[name.lower()], 0.0)
    return None


def _drawn(call: Call) -> Spread | None:
    name = call.class_name
    if name.lower() in _CONSTANTS:
        return Spread(_CONSTANTS[name.lower()], 0.0)
    if name == "Constant":
        value = number(call.get("value"))
        return None if value is None else Spread(value, 0.0)
    if name in ("RandomNormal", "TruncatedNormal"):
        mean, deviation = number(call.get("mean")), number(call.get("stddev"))
        return None if mean is None or deviation is None else Spread(mean, abs(deviation))
    if name == "RandomUniform":
        low, high = number(call.get("minval")), number(call.get("maxval"))
        if low is None or high is None:
            return None
        return Spread((low + high) / 2, abs(high - low) / sqrt(12))
    return None


def hidden_layers(model: ModelGraph) -> list[Layer]:
    """The dense and convolutional layers before the outputs whose output goes to a layer: those
    that end in a sum or product (residual branches, gates) are left out."""
    ends = {id(head.layer) for head in heads(model)} | {id(node) for node in model.outputs}
    following = followers(model)
    return [
        layer
        for layer in model.layers
        if layer.kind == "layer"
        and layer.class_name in AFFINE
        and id(layer) not in ends
        and not any(n.class_name.lower() in _MERGING for n in _reached(layer, following))
    ]


def _reached(layer: Layer, following: dict[Layer, list[Layer]]) -> list[Layer]:
    """The nodes after a layer up to the next layers with weights."""
    found: dict[Layer, None] = {}
    todo = list(following.get(layer, []))
    while todo:
        node = todo.pop()
        if node in found:
            continue
        found[node] = None
        if node.class_name not in AFFINE:
            todo.extend(following.get(node, []))
    return list(found)


def fan_in(layer: Layer) -> int | None:
    """How many inputs each unit of a layer sums up."""
    shape = layer.inputs[0].output_shape if len(layer.inputs) == 1 else None
    if not shape or shape[-1] is None:
        return None
    if layer.class_name == "Dense":
        return shape[-1]
    kernel: object = plain(layer.get("kernel_size"))
    rank = next((int(letter) for letter in layer.class_name if letter.isdigit()), None)
    if rank is None or not layer.class_name.startswith("Conv") or "Trans" in layer.class_name:
        return None
    if isinstance(kernel, int):
        return kernel**rank * shape[-1]
    if isinstance(kernel, tuple) and all(isinstance(side, int) for side in kernel):  # pyright: ignore[reportUnknownVariableType]
        return prod(kernel) * shape[-1]  # pyright: ignore[reportUnknownArgumentType]
    return None


def argument_of(layer: Layer) -> str | None:
    """The name under which the call has its kernel initializer (``init`` in Keras 1)."""
    if layer.call is None:
        return None
    return next(
        (name for name in ("kernel_initializer", "init") if name in layer.call.arguments), None
    )


def place_of(layer: Layer) -> Origin:
    """The argument that says how the kernel starts."""
    name = argument_of(layer)
    return layer.call.arguments[name] if layer.call is not None and name else layer.origin
