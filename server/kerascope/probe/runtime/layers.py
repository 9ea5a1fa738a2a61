"""The layers of a model that compute something themselves, and what they put out."""

from __future__ import annotations

from typing import Any

from . import tree
from .loop import package_of
from .weights import as_array


def leaf_layers(model: Any) -> list[Any]:
    """The layers that compute something themselves, in the order of the model."""
    every = list(model._flatten_layers(include_self=False, recursive=True))
    inner = lambda layer: list(layer._flatten_layers(include_self=False, recursive=False))  # noqa: E731
    return [layer for layer in every if not inner(layer)]


def outputs_of(model: Any, layers: list[Any], x: Any) -> dict[int, Any]:
    """What each of ``layers`` gives for ``x``: their ``call`` is listened to, then left alone."""
    seen: dict[int, Any] = {}

    def listen(layer: Any) -> None:
        original = layer.call

        def call(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            seen[id(layer)] = result
            return result

        object.__setattr__(layer, "call", call)

    for layer in layers:
        listen(layer)
    try:
        model(_tensors(model, x), training=False)
    finally:
        for layer in layers:
            object.__delattr__(layer, "call")
    return {key: as_array(value) for key, value in seen.items() if hasattr(value, "shape")}


def inputs_of(model: Any, layer: Any, x: Any) -> Any:
    """The first argument that ``layer`` gets when ``model`` trains on ``x``, or None."""
    seen: list[Any] = []
    original = layer.call

    def call(*args: Any, **kwargs: Any) -> Any:
        seen.extend(args[:1] or list(kwargs.values())[:1])
        return original(*args, **kwargs)

    object.__setattr__(layer, "call", call)
    try:
        model(_tensors(model, x), training=True)
    finally:
        object.__delattr__(layer, "call")
    return as_array(seen[0]) if seen and hasattr(seen[0], "shape") else None


def _tensors(model: Any, x: Any) -> Any:
    if package_of(model) == "tf_keras":
        import tensorflow as tf

        return tree.mapped(tf.constant, x)
    return x
