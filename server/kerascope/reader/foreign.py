"""Layers of other packages: those of Keras' sister projects with their weights, the others as
nodes that may compute anything, their shape where it is evident."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kerascope.program.call import Call
from kerascope.program.tensor import Shape
from kerascope.program.value import Known, Unknown
from kerascope.reader.graph import operation
from kerascope.reader.inference import layer_facts
from kerascope.reader.shapes.sizes import plus, product
from kerascope.reader.symbols import operands_of
from kerascope.reader.values import LayerObject, Symbol, V, payload
from kerascope.source.origin import Origin

Shapes = Sequence[Shape | None]
Rule = Callable[[Call, Shapes], Shape | None]
Count = Callable[[Call, Shapes], int | None]


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
    made = unknown_node(layer.class_name, values, origin, shape)
    weights = _WEIGHTS.get(layer.class_name)
    if weights is None or not layer.name.startswith(_SISTERS) or not shapes:
        return made
    count = weights(layer, shapes) if layer.complete else None
    node = replace(
        payload(made).layer, kind="layer", origin=layer.origin, call=layer, parameters=count,
        identity=layer,
    )  # fmt: skip
    return Known(Symbol(node, shape), origin)


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


def _none(_layer: Call, _shapes: Shapes) -> int | None:
    return 0


def _not_counted(_layer: Call, _shapes: Shapes) -> int | None:
    return None


def _width(shapes: Shapes) -> int | None:
    return shapes[0][-1] if shapes[0] else None


def _per_feature(count: int) -> Count:
    def rule(_layer: Call, shapes: Shapes) -> int | None:
        return product((count, _width(shapes)))

    return rule


def _positions(layer: Call, shapes: Shapes) -> int | None:
    return product((_size(layer, "sequence_length", "0"), _width(shapes)))


def _tokens_and_positions(layer: Call, _shapes: Shapes) -> int | None:
    words, length = _size(layer, "vocabulary_size", "0"), _size(layer, "sequence_length", "1")
    return product((plus(words, length), _size(layer, "embedding_dim", "2")))


def _tied_embedding(layer: Call, _shapes: Shapes) -> int | None:
    tied = payload(layer.written.get("tie_weights", Known(True)))
    once = product((_size(layer, "input_dim", "0"), _size(layer, "output_dim", "1")))
    return once if tied is True else None


def _attention(width: int, heads: int) -> int:
    """Queries, keys, values and the way back, each with a bias; a norm after them."""
    inside = width // heads * heads
    return 3 * (width * inside + inside) + inside * width + width + 2 * width


def _feed_forward(width: int, inside: int) -> int:
    return width * inside + inside + inside * width + width + 2 * width


def _transformer(layer: Call, shapes: Shapes) -> int | None:
    """A decoder that is called on an encoder's output attends to that, too."""
    width, inside = _width(shapes), _size(layer, "intermediate_dim", "0")
    heads = _size(layer, "num_heads", "1")
    if width is None or inside is None or not heads:
        return None
    attentions = 2 if layer.class_name == "TransformerDecoder" and len(shapes) > 1 else 1
    return attentions * _attention(width, heads) + _feed_forward(width, inside)


def _fourier(layer: Call, shapes: Shapes) -> int | None:
    width, inside = _width(shapes), _size(layer, "intermediate_dim", "0")
    if width is None or inside is None:
        return None
    return 2 * width + _feed_forward(width, inside)


_KEEPING = (
    "Normalization", "Dropout", "GELU", "StochasticDepth", "DropPath", "TransformerEncoder",
    "TransformerDecoder", "FNetEncoder", "RandomFlip", "PositionEmbedding", "RandAugment", "CutMix",
    "MixUp", "RandomColorJitter", "RandomCutout", "DropBlock2D", "SinePositionEncoding",
)  # fmt: skip
_SISTERS = ("keras_hub.", "keras_nlp.", "keras_cv.", "tensorflow_addons.")
_WEIGHTS: dict[str, Count] = {
    "TokenAndPositionEmbedding": _tokens_and_positions,
    "PositionEmbedding": _positions,
    "SinePositionEncoding": _none,
    "ReversibleEmbedding": _tied_embedding,
    "TransformerEncoder": _transformer,
    "TransformerDecoder": _transformer,
    "FNetEncoder": _fourier,
    "InstanceNormalization": _per_feature(2),
    "GroupNormalization": _per_feature(2),
    "WeightNormalization": _not_counted,
    "SpectralNormalization": _not_counted,
    **dict.fromkeys(
        ("GELU", "StochasticDepth", "DropPath", "DropBlock2D", "RandomFlip", "RandAugment",
         "CutMix", "MixUp", "RandomColorJitter", "RandomCutout", "CenterCrop", "Resizing"),
        _none,
    ),
}  # fmt: skip
"""How many weights they have, by class name."""
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
