"""Where data enter a model: the first layers that compute with their values."""

from collections.abc import Iterator

from kerascope.program.graph import AFFINE, NORMALISING, RECURRENT, followers, passes
from kerascope.program.layer import Layer, ModelGraph

_ATTENTION = frozenset({"MultiHeadAttention", "Attention", "AdditiveAttention"})
_SENSITIVE = AFFINE | RECURRENT | _ATTENTION
_MOVING = ("Random", "ZeroPadding", "Cropping", "MaxPool", "AveragePool", "UpSampling", "Resizing")
"""Class names that begin so only move values about or blend neighbours."""


def entrances(model: ModelGraph) -> list[Layer]:
    """The layers with weights that get the input's values as they are; empty where something
    else (normalisation, an embedding, a function) stands in between or nothing is known."""
    following = followers(model)
    found: list[Layer] = []
    for layer in _reached(model, following):
        inner = layer.inner
        if isinstance(inner, ModelGraph):
            inside = entrances(inner) if inner.kind in ("sequential", "functional") else []
            if not inside:
                return []
            found += inside
        elif not _is_sensitive(layer):
            return []
        else:
            found.append(layer)
    return found


def first_layers(model: ModelGraph) -> list[Layer]:
    """The nodes that take the model's inputs."""
    return [
        n for n in model.layers if n.kind != "input" and any(i.kind == "input" for i in n.inputs)
    ]


def normalised_at_once(model: ModelGraph, layer: Layer) -> bool:
    """Whether a layer's output is normalised before anything else: its input's scale is lost.
    The gates of a recurrent layer have seen it by then."""
    return _computing(layer) not in RECURRENT and any(
        node.class_name in NORMALISING
        for owner in _models(model)
        for node in followers(owner).get(layer, [])
    )


def _models(model: ModelGraph) -> Iterator[ModelGraph]:
    yield model
    for layer in model.layers:
        if isinstance(layer.inner, ModelGraph):
            yield from _models(layer.inner)


def _reached(model: ModelGraph, following: dict[Layer, list[Layer]]) -> list[Layer]:
    """The first nodes after the inputs that do more than move values about."""
    todo, seen, found = first_layers(model), set[Layer](), list[Layer]()
    while todo:
        layer = todo.pop(0)
        if layer in seen:
            continue
        seen.add(layer)
        if _moves(layer):
            todo += following.get(layer, [])
        else:
            found.append(layer)
    return found


def _moves(layer: Layer) -> bool:
    if layer.class_name == "Rescaling" or layer.optional:
        return False
    return passes(layer) or (layer.kind == "layer" and layer.class_name.startswith(_MOVING))


def _is_sensitive(layer: Layer) -> bool:
    if layer.kind != "layer" or layer.optional:
        return False
    return _computing(layer) in _SENSITIVE


def _computing(layer: Layer) -> str:
    """The class that does the work: of a wrapper, what it wraps."""
    return layer.inner.class_name if isinstance(layer.inner, Layer) else layer.class_name
