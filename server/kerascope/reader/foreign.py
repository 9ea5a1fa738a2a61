"""Layers of other packages: nodes that may compute anything, their shape where it is evident."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kerascope.program.call import Call
from kerascope.program.tensor import Shape
from kerascope.program.value import Known, Unknown
from kerascope.reader.graph import operation
from kerascope.reader.inference import layer_facts
from kerascope.reader.symbols import operands_of
from kerascope.reader.values import LayerObject, Symbol, V, payload
from kerascope.source.origin import Origin

Shapes = Sequence[Shape | None]
Rule = Callable[[Call, Shapes], Shape | None]


def unknown_node(name: str, values: Sequence[V], origin: Origin, shape: Shape | None = None) -> V:
    """A node that may compute anything."""
    made = payload(operation(name, values, origin))
    node = replace(made.layer, kind="unknown", output_shape=shape, parameters=None)
    return Known(Symbol(node, shape), origin)


def call_foreign(layer: Call, values: Sequence[V], origin: Origin) -> V:
    """A layer that another package made, called on tensors."""
    shapes = [symbol.shape for value in values for symbol in operands_of(value, origin)]
    rule = _RULES.get(layer.class_name) or (_same if layer.class_name.endswith(_KEEPING) else None)
    shape = rule(layer, shapes) if rule is not None and shapes else None
    return unknown_node(layer.class_name, values, origin, shape)


def _same(_layer: Call, shapes: Shapes) -> Shape | None:
    return shapes[0]


def _last(*parameters: str) -> Rule:
    """The last axis becomes what an argument says."""

    def rule(layer: Call, shapes: Shapes) -> Shape | None:
        return (*shapes[0][:-1], _size(layer, *parameters)) if shapes[0] else None

    return rule


def _added(*parameters: str) -> Rule:
    """An axis more, as long as an argument says: an embedding."""

    def rule(layer: Call, shapes: Shapes) -> Shape | None:
        return (*shapes[0], _size(layer, *parameters)) if shapes[0] is not None else None

    return rule


def _size(layer: Call, *parameters: str) -> int | None:
    found = (payload(layer.written.get(name, Unknown())) for name in parameters)
    return next((size for size in found if isinstance(size, int)), None)


def _wrapped(layer: Call, shapes: Shapes) -> Shape | None:
    """A wrapper around a layer of Keras puts out what that layer puts out."""
    inner = payload(layer.written.get("layer", layer.written.get("0", Unknown())))
    return layer_facts(inner, shapes).shape if isinstance(inner, LayerObject) else None


def _cropped(layer: Call, shapes: Shapes) -> Shape | None:
    height, width = _size(layer, "height", "0"), _size(layer, "width", "1")
    return (shapes[0][0], height, width, shapes[0][-1]) if shapes[0] else None


_KEEPING = (
    "Normalization", "Dropout", "GELU", "StochasticDepth", "DropPath", "TransformerEncoder",
    "TransformerDecoder", "FNetEncoder", "RandomFlip", "PositionEmbedding", "RandAugment", "CutMix",
    "MixUp", "RandomColorJitter", "RandomCutout", "DropBlock2D", "SinePositionEncoding",
)  # fmt: skip
_RULES: dict[str, Rule] = {
    "WeightNormalization": _wrapped,
    "SpectralNormalization": _wrapped,
    "TokenAndPositionEmbedding": _added("embedding_dim", "2"),
    "ReversibleEmbedding": _added("output_dim", "1"),
    "DenseVariational": _last("units", "0"),
    "DenseFlipout": _last("units", "0"),
    "DenseReparameterization": _last("units", "0"),
    "NoisyDense": _last("units", "0"),
    "CenterCrop": _cropped,
    "Resizing": _cropped,
}
"""By class name; the arguments of other packages keep their index where they have no name."""
