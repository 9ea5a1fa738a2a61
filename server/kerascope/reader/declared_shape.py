"""Input shapes as models and layers declare them."""

from __future__ import annotations

from typing import Any

from kerascope.program.tensor import Shape
from kerascope.program.value import Unknown
from kerascope.reader.values import (
    Entry,
    Items,
    LayerObject,
    ModelObject,
    Symbol,
    V,
    payload,
)

_READS_STEPS = frozenset({"LSTM", "GRU", "SimpleRNN", "Conv1D"})
"""Layers whose ``input_dim`` is the size of one step, of as many as come."""


def declared_shape(layer: Any) -> Shape | None:
    """The input shape that a first layer declares: ``input_shape``, ``input_dim``, ..."""
    if not isinstance(layer, LayerObject) or layer.call is None:
        return _model_input_shape(layer)
    written = layer.call.written
    if "batch_input_shape" in written or "batch_shape" in written:
        return shape_argument(
            written.get("batch_input_shape", written.get("batch_shape")), batch=False
        )
    if "input_shape" in written:
        return shape_argument(written["input_shape"], batch=True)
    size = payload(written.get("input_dim", Unknown()))
    length = payload(written.get("input_length", Unknown()))
    if layer.class_name == "Embedding":
        return (None, length if isinstance(length, int) else None)
    if "input_dim" in written:
        known = size if isinstance(size, int) else None
        steps = length if isinstance(length, int) else None
        has_steps = steps is not None or layer.class_name in _READS_STEPS
        return (None, steps, known) if has_steps else (None, known)
    inner = payload(layer.inner) if layer.inner is not None else None
    return declared_shape(inner) if isinstance(inner, LayerObject) else None


def _model_input_shape(model: Any) -> Shape | None:
    if isinstance(model, ModelObject) and model.kind == "sequential":
        entries: tuple[Entry, ...] = model.state["entries"]
        first = payload(entries[0].layer) if entries else None
        return first.shape if isinstance(first, Symbol) else declared_shape(first)
    return None


def shape_argument(value: V | None, batch: bool) -> Shape | None:
    """A shape as an argument gives it; ``batch`` adds the batch axis in front."""
    found = payload(value) if value is not None else None
    if isinstance(found, int):
        return (None, found) if batch else (found,)
    if not isinstance(found, Items) or found.is_open:
        return None
    sizes = tuple(s if isinstance(s := payload(i), int) else None for i in found.items)
    return (None, *sizes) if batch else sizes
