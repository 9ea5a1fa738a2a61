"""The nodes of a graph in order of computation, each weight counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kerascope.program.layer import Layer
from kerascope.program.value import Known
from kerascope.reader.values import (
    LayerObject,
    ModelObject,
    V,
)


def trainable_of(written: V | None, call: Any) -> V:
    if written is not None:
        return written
    if call is not None and "trainable" in call.written:
        return call.written["trainable"]
    return Known(True)


def settled(outputs: list[Layer]) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """The layers before the outputs in order of computation, each shared weight counted once
    and ``trainable`` as it is now."""
    nodes = ordered(outputs)
    now: dict[Layer, Layer] = {}
    seen: set[int] = set()
    for layer in nodes:
        inputs = tuple(now[node] for node in layer.inputs)
        changes: dict[str, Any] = {}
        if any(a is not b for a, b in zip(inputs, layer.inputs, strict=True)):
            changes["inputs"] = inputs
        if layer.identity is not None and id(layer.identity) in seen and layer.parameters:
            changes["parameters"] = 0
        seen.add(id(layer.identity))
        trainable = _trainable_now(layer)
        if trainable is not None and trainable is not layer.trainable:
            changes["trainable"] = trainable
        now[layer] = replace(layer, **changes) if changes else layer
    return tuple(now[layer] for layer in nodes), tuple(now[layer] for layer in outputs)


def _trainable_now(layer: Layer) -> V | None:
    owner = layer.identity
    return owner.state["trainable"] if isinstance(owner, LayerObject | ModelObject) else None


def ordered(outputs: list[Layer]) -> list[Layer]:
    """Depth first, without recursion: graphs may be thousands of layers deep."""
    ordered: list[Layer] = []
    done: set[Layer] = set()
    stack: list[tuple[Layer, bool]] = [(layer, False) for layer in reversed(outputs)]
    while stack:
        layer, expanded = stack.pop()
        if layer in done:
            continue
        if expanded:
            done.add(layer)
            ordered.append(layer)
            continue
        stack.append((layer, True))
        stack.extend((node, False) for node in reversed(layer.inputs) if node not in done)
    return ordered


def reason_of(layers: Iterable[Layer]) -> str:
    for layer in layers:
        if layer.kind == "unknown":
            return f"what {layer.class_name} computes is not known"
    return "it depends on a condition"
