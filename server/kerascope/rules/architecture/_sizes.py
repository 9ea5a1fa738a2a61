"""Sizes that layers are given: kernels, strides, widths."""

from kerascope.program.layer import Layer
from kerascope.program.value import number
from kerascope.reader.inference import plain


def sides(layer: Layer, name: str) -> tuple[int, ...]:
    """A kernel, stride or pool size along the axes, one number standing for all of them; empty
    where it is not known."""
    found: object = plain(layer.get(name))
    if isinstance(found, int):
        return (found,) * _rank(layer)
    if isinstance(found, tuple) and all(isinstance(size, int) for size in found):  # pyright: ignore[reportUnknownVariableType]
        return found  # pyright: ignore[reportUnknownVariableType]
    return ()


def _rank(layer: Layer) -> int:
    return next((int(letter) for letter in layer.class_name if letter.isdigit()), 1)


def width(layer: Layer) -> int | None:
    """The number of units of a dense layer, or of filters of a convolution."""
    found = number(layer.get("units" if "Dense" in layer.class_name else "filters"))
    return int(found) if found is not None else None


def input_width(layer: Layer) -> int | None:
    """The size of the last axis of what a layer takes in."""
    shape = layer.inputs[0].output_shape if len(layer.inputs) == 1 else None
    return shape[-1] if shape else None
