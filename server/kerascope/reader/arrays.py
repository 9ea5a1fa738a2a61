"""Arrays: what arithmetic, indexing and reshaping do to what is known of them."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite, prod
from typing import Any

from kerascope.program.tensor import Shape, Step, Tensor
from kerascope.program.value import Known, Unknown
from kerascope.reader.values import Items, SomeNumber, V, payload
from kerascope.source.origin import Origin

SMALL = 10.0
"""Values up to this size (a z-score, a unit range, a few units) need no scaling."""

_SAME_NUMBERS = frozenset({"load", "cast", "reshape"})
"""Steps after which an array holds the numbers it held, row after row."""

BATCH_SIZE = "the size of the batch"
"""Why the first size of a symbolic tensor's shape is not known."""


def stepped(tensor: Tensor, kind: str, text: str, origin: Origin | None, **changes: Any) -> Tensor:
    """The tensor after one more step, its trail one longer."""
    shape = changes.get("shape", tensor.shape)
    if kind not in _SAME_NUMBERS:
        changes.setdefault("values", None)
    return replace(tensor, trail=(*tensor.trail, Step(kind, text, origin, shape)), **changes)


def is_room(tensor: Tensor) -> bool:
    """Whether an array was only made, to be filled later."""
    made = (tensor.source or "").startswith(("numpy.zeros", "numpy.empty"))
    return made and len(tensor.trail) == 1


def arithmetic(name: str, left: V, right: V, origin: Origin) -> V:
    """Element-wise arithmetic in which at least one side is an array."""
    one, two = payload(left), payload(right)
    if isinstance(one, Tensor) and isinstance(two, int | float):
        if name == "Power":
            return Known(_raised(one, two, origin), origin)
        if name == "Modulo" and isinstance(two, int) and two > 1:
            return Known(_remainder(one, two, origin), origin)
        return Known(_by_constant(name, one, float(two), origin), origin)
    if isinstance(two, Tensor) and isinstance(one, int | float):
        if name in ("Add", "Multiply"):
            return Known(_by_constant(name, two, float(one), origin), origin)
        if name == "Subtract":
            flipped = _by_constant("Multiply", two, -1.0, origin)
            return Known(_by_constant("Add", flipped, float(one), origin), origin)
        return Known(_by_unknown(two, origin), origin)
    if isinstance(one, Tensor) and isinstance(two, Tensor):
        one = replace(one, shape=_stretched(one.shape, two.shape))
    tensor: Tensor = one if isinstance(one, Tensor) else two
    if name in ("Divide", "FloorDivide") and isinstance(one, Tensor):
        by = "itself" if payload(right) is payload(left) else "a measured scale"
        return Known(_rescaled(one, f"is divided by {by}", origin), origin)
    if name == "Subtract" and isinstance(one, Tensor):
        changed = stepped(one, "shift", "has something subtracted", origin)
        return Known(replace(changed, low=None, high=None), origin)
    return Known(_by_unknown(tensor, origin), origin)


def _stretched(one: Shape | None, other: Shape | None) -> Shape | None:
    """NumPy's rule: shapes are aligned at their ends, axes of size 1 stretch."""
    if one is None or other is None:
        return one
    rank = max(len(one), len(other))
    sizes = zip((1,) * (rank - len(one)) + one, (1,) * (rank - len(other)) + other, strict=True)
    return tuple(b if a == 1 else a for a, b in sizes)


def _by_constant(name: str, tensor: Tensor, constant: float, origin: Origin) -> Tensor:
    if name in ("Divide", "Multiply") and constant:
        factor = 1 / constant if name == "Divide" else constant
        if abs(factor) <= 0.1:
            verb = "divided" if name == "Divide" else "multiplied"
            return _rescaled(tensor, f"is {verb} by {constant:g}", origin, factor)
        return _linear(tensor, factor, 0.0, origin)
    if name in ("Add", "Subtract"):
        return _linear(tensor, 1.0, constant if name == "Add" else -constant, origin)
    return _by_unknown(tensor, origin)


def _bounds(tensor: Tensor, factor: float, shift: float) -> tuple[float | None, float | None]:
    if tensor.low is None or tensor.high is None:
        return None, None
    ends = sorted((tensor.low * factor + shift, tensor.high * factor + shift))
    return (ends[0], ends[1]) if all(map(isfinite, ends)) else (None, None)


def _rescaled(tensor: Tensor, text: str, origin: Origin, factor: float | None = None) -> Tensor:
    low, high = _bounds(tensor, factor, 0.0) if factor is not None else (None, None)
    still_large = low is not None and high is not None and max(abs(low), abs(high)) > SMALL
    scaling = tensor.scaling if still_large else "scaled"
    return stepped(
        tensor, "scale", text, origin, low=low, high=high, scaling=scaling, dtype="float"
    )


def _linear(tensor: Tensor, factor: float, shift: float, origin: Origin) -> Tensor:
    low, high = _bounds(tensor, factor, shift)
    scaling = tensor.scaling
    if scaling == "raw" and low is None:
        scaling = None
    if factor != 1.0:
        text = f"is multiplied by {factor:g}"
    else:
        text = f"has {shift:g} added" if shift >= 0 else f"has {-shift:g} subtracted"
    return stepped(tensor, "linear", text, origin, low=low, high=high, scaling=scaling)


def _remainder(tensor: Tensor, by: int, origin: Origin) -> Tensor:
    """``y % 2``: classes of numbers are other classes then."""
    labels = None if tensor.labels is None else "binary" if by == 2 else "integer"
    changed = stepped(
        tensor, "recode", f"is taken modulo {by}", origin, low=0, high=by - 1, labels=labels
    )
    return replace(changed, classes=by if labels is not None else None, scaling=None)


def _raised(tensor: Tensor, power: float, origin: Origin) -> Tensor:
    low, high = tensor.low, tensor.high
    if low is None or high is None or power not in (2, 3):
        return _by_unknown(tensor, origin)
    ends = sorted((low**power, high**power))
    least = 0.0 if power == 2 and low <= 0 <= high else ends[0]
    large = max(abs(least), ends[1]) > SMALL
    scaling = ("raw" if large else "scaled") if tensor.scaling is not None else None
    text = f"is raised to the power of {power:g}"
    return stepped(tensor, "compute", text, origin, low=least, high=ends[1], scaling=scaling)


def _by_unknown(tensor: Tensor, origin: Origin) -> Tensor:
    return stepped(tensor, "compute", "is computed with", origin, low=None, high=None, scaling=None)


def mask(value: V, origin: Origin, binary: bool = True) -> V:
    """What a comparison of an array gives. Not known to be ``binary`` labels where the other side
    is not known: all names of the classes against one name give a one-hot row."""
    tensor: Tensor = payload(value)
    changed = stepped(tensor, "compare", "is compared", origin, dtype="bool", low=0, high=1)
    labels, classes = ("binary", 2) if binary else (None, None)
    return Known(replace(changed, labels=labels, classes=classes, scaling="scaled"), origin)


def opaque(tensor: Tensor, text: str, origin: Origin) -> Tensor:
    """The tensor after something that may have changed its values."""
    return stepped(tensor, "unknown", text, origin, low=None, high=None, scaling=None, labels=None)


def cast_to(tensor: Tensor, dtype: str | None, origin: Origin) -> Tensor:
    return stepped(tensor, "cast", f"becomes {dtype or 'another type'}", origin, dtype=dtype)


def reshaped(tensor: Tensor, sizes: list[int | None] | None, origin: Origin) -> Tensor:
    """``sizes`` may hold one -1; None sizes are not known."""
    if sizes is not None and -1 in sizes:
        sizes = _solved(tensor.shape, sizes)
    shape = tuple(sizes) if sizes is not None else None
    text = f"is reshaped to {shape_text(shape)}"
    return stepped(tensor, "reshape", text, origin, shape=shape)


def _solved(shape: Shape | None, sizes: list[int | None]) -> list[int | None]:
    others = [size for size in sizes if size != -1]
    if shape is None or None in shape or None in others:
        return [None if size == -1 else size for size in sizes]
    total, rest = prod(s or 0 for s in shape), prod(s or 0 for s in others)
    missing = total // rest if rest and total % rest == 0 else None
    return [missing if size == -1 else size for size in sizes]


def shape_text(shape: Shape | None) -> str:
    if shape is None:
        return "another shape"
    return "(" + ", ".join("?" if size is None else str(size) for size in shape) + ")"


def sizes_of(value: V) -> list[int | None] | None:
    """A shape given as one value: a number, or a tuple of numbers some of which are unknown."""
    found = payload(value)
    if isinstance(found, int):
        return [found]
    if isinstance(found, Items) and not found.is_open:
        sizes = [payload(item) for item in found.items]
        return [s if isinstance(s, int) else None for s in sizes]
    return None


def shape_value(shape: Shape | None) -> V:
    """A shape as the script sees it: a tuple of numbers."""
    if shape is None:
        return Unknown("its shape is not known")
    sizes = tuple(
        Known(size) if size is not None else SomeNumber("an unknown size" if axis else BATCH_SIZE)
        for axis, size in enumerate(shape)
    )
    return Known(Items("tuple", sizes))
