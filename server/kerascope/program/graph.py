"""Questions about a model graph that several rules ask."""

from collections.abc import Iterator
from dataclasses import dataclass

from kerascope.program.activation import LINEAR, is_activation, own_activation
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.training import Compile, Fit
from kerascope.program.value import Known, OneOf, Value, number
from kerascope.source.origin import Origin

DENSE = frozenset({"Dense", "EinsumDense"})
CONVOLUTIONS = frozenset(
    {
        "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
        "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D",
        "LocallyConnected1D", "LocallyConnected2D",
    }
)  # fmt: skip
RECURRENT = frozenset(
    {
        "LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "CuDNNLSTM",
        "CuDNNGRU",
    }
)  # fmt: skip
NORMALISING = frozenset(
    {
        "BatchNormalization", "LayerNormalization", "GroupNormalization", "UnitNormalization",
        "RMSNormalization", "Normalization", "SpectralNormalization",
    }
)  # fmt: skip
AFFINE = DENSE | CONVOLUTIONS
_PASSING = frozenset(
    {
        "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
        "GaussianDropout", "GaussianNoise", "Flatten", "Reshape", "Permute", "RepeatVector",
        "Identity", "ActivityRegularization", "Masking", "Rescaling",
    }
)  # fmt: skip
_RESHAPING = frozenset(
    {
        "Flatten",
        "Reshape",
        "Permute",
        "RepeatVector",
        "reshape",
        "squeeze",
        "expand_dims",
        "flatten",
    }
)
_PASSING_OPERATIONS = frozenset(
    {"reshape", "squeeze", "expand_dims", "cast", "identity", "flatten"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The end of a model: its last layer with weights, and what is done to that layer's output.

    ``units`` is the size of the last axis, None where it is not known. ``activation`` is the
    name of what is applied last, ``linear`` for nothing, None where it is not known. ``place``
    is where that is written: the activation's own place, else the layer's. ``after`` are the
    nodes that follow the layer.
    """

    layer: Layer
    units: int | None
    activation: str | None
    place: Origin
    after: tuple[Layer, ...] = ()


def models_in(value: Value[ModelGraph]) -> Iterator[ModelGraph]:
    """The model, or each one that it may be."""
    if isinstance(value, Known):
        yield value.value
    elif isinstance(value, OneOf):
        yield from value.values


def heads(model: ModelGraph) -> list[Head]:
    """The head at each output; empty where an output's last layer is not known."""
    return [head for output in model.outputs if (head := head_at(output)) is not None]


def head_at(output: Layer) -> Head | None:
    """The head that ends in ``output``."""
    after: list[Layer] = []
    here = output
    while True:
        if here.kind == "model" and isinstance(here.inner, ModelGraph):
            if len(here.inner.outputs) != 1:
                return None
            here = here.inner.outputs[0]
            continue
        if here.kind == "layer" and here.class_name in AFFINE:
            return _head(here, after)
        if _wraps_affine(here) and isinstance(here.inner, Layer):
            return _head(here.inner, after)
        if not (passes(here) or is_activation(here) or here.class_name in NORMALISING):
            return None
        after.insert(0, here)
        if len(here.inputs) != 1:
            return None
        here = here.inputs[0]


def _wraps_affine(layer: Layer) -> bool:
    inner = layer.inner
    return (
        layer.class_name == "TimeDistributed"
        and isinstance(inner, Layer)
        and inner.class_name in AFFINE
    )


def _head(layer: Layer, after: list[Layer]) -> Head:
    activation, place = _last_activation(layer, after)
    return Head(layer, _units(layer, after), activation, place, tuple(after))


def _units(layer: Layer, after: list[Layer]) -> int | None:
    """The size of the last axis at the end, which a Flatten or Reshape may have changed."""
    if any(node.class_name in _RESHAPING for node in after):
        shape = after[-1].output_shape
        return shape[-1] if shape else None
    units = number(layer.get("units" if layer.class_name in DENSE else "filters"))
    return int(units) if units is not None else None


def _last_activation(layer: Layer, after: list[Layer]) -> tuple[str | None, Origin]:
    for node in reversed(after):
        if is_activation(node) and own_activation(node) != LINEAR:
            return own_activation(node), node.applied or node.origin
    value = layer.get("activation")
    written = layer.call is not None and "activation" in layer.call.written
    return own_activation(layer), (value.origin if written and value.origin else layer.origin)


def passes(layer: Layer) -> bool:
    """Whether a node lets values through one by one, only elsewhere or with noise."""
    if layer.kind == "operation":
        return layer.class_name in _PASSING_OPERATIONS
    return layer.kind == "layer" and layer.class_name in _PASSING


def followers(model: ModelGraph) -> dict[Layer, list[Layer]]:
    """For each node, the nodes that take its output."""
    result: dict[Layer, list[Layer]] = {layer: [] for layer in model.layers}
    for layer in model.layers:
        for node in layer.inputs:
            result.setdefault(node, []).append(layer)
    return result


def activation_after(layer: Layer, following: dict[Layer, list[Layer]]) -> str | None:
    """What activates a layer's output: its own activation, or the first one that follows through
    normalisation and dropout; ``linear`` where an affine layer or the end comes first."""
    own = own_activation(layer)
    here = layer
    while own == LINEAR:
        nodes = following.get(here, [])
        if len(nodes) != 1:
            return None if nodes else LINEAR
        here = nodes[0]
        if is_activation(here):
            own = own_activation(here)
            continue
        if not (passes(here) or here.class_name in NORMALISING):
            return LINEAR if here.class_name in AFFINE else None
    return own


def walk(model: ModelGraph) -> Iterator[Layer]:
    """All layers, those of nested models too."""
    for layer in model.layers:
        yield layer
        if isinstance(layer.inner, ModelGraph):
            yield from walk(layer.inner)
        elif isinstance(layer.inner, Layer):
            yield layer.inner


def runs_of(model: ModelGraph, fits: tuple[Fit, ...]) -> list[Fit]:
    """The fits of a model."""
    return [f for f in fits if any(m.identity is model.identity for m in models_in(f.model))]


def trainings(
    compiles: tuple[Compile, ...], fits: tuple[Fit, ...]
) -> Iterator[tuple[Compile, Fit | None, ModelGraph]]:
    """Each compile with the fits it is in force for, or with None, and the model trained."""
    for compiled in compiles:
        used = [fit for fit in fits if fit.compile is compiled]
        for fit in used or [None]:
            for model in models_in(fit.model if fit is not None else compiled.model):
                yield compiled, fit, model


def trained_models(
    models: tuple[ModelGraph, ...], compiles: tuple[Compile, ...]
) -> list[ModelGraph]:
    """The models that are compiled; all of them where none that is known is."""
    compiled = [model for c in compiles for model in models_in(c.model)]
    if not any(model.kind != "unknown" for model in compiled):
        return list(models)
    identities = {model.identity for model in compiled}
    return [model for model in models if model.identity in identities]
