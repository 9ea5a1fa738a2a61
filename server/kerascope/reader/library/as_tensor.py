"""What a value is as an array: of a list, of numbers, of one of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Library, OneOf, Unknown
from kerascope.reader.arrays import is_room, stepped
from kerascope.reader.invocation import Invocation
from kerascope.reader.values import Items, Symbol, V, is_whole, payload

_WRITTEN_OUT = 200
"""Numbers of an array up to which they are kept one by one."""


def tensor_of(value: V) -> Tensor | None:
    """The array a value is, a list of numbers or of arrays taken as one."""
    found = payload(value)
    if isinstance(found, Tensor):
        return found
    if isinstance(found, Items):
        return from_items(found)
    if isinstance(found, range):
        return _from_numbers(found, len(found)) if found else Tensor(shape=(0,))
    if isinstance(found, Symbol):
        return found.data
    if isinstance(value, OneOf):
        return _either([tensor_of(Known(each, value.origin)) for each in value.values])
    return None


def _either(tensors: list[Tensor | None]) -> Tensor | None:
    """What holds of each of several arrays."""
    known_ones = [t for t in tensors if t is not None]
    if not known_ones or len(known_ones) < len(tensors):
        return None
    if any(is_room(t) for t in known_ones) and not all(is_room(t) for t in known_ones):
        known_ones = [t for t in known_ones if not is_room(t)]
    first = known_ones[0]
    same: dict[str, Any] = {
        name: value if all(getattr(t, name) == value for t in known_ones) else None
        for name in ("shape", "dtype", "scaling", "labels", "classes", "role", "split", "source")
        for value in [getattr(first, name)]
    }
    low, high = least([t.low for t in known_ones]), most([t.high for t in known_ones])
    return replace(first, **same, low=low, high=high, order=object(), rows=object(), values=None)


def from_items(items: Items) -> Tensor | None:
    """What ``np.array`` makes of a list."""
    count = None if items.is_open else len(items.items)
    if not items.items:
        return Tensor(shape=(count,) if count is not None else None)
    found = [each for item in items.items for each in _possible(item)]
    if all(isinstance(f, bool | int | float) for f in found):
        return _from_numbers(found, count)
    if all(is_whole(item) for item in items.items):
        return Tensor(
            shape=(count,), dtype="int64", source="literal", order="literal", rows="literal"
        )
    inner = [tensor_of(item) for item in items.items]
    first = inner[0]
    if first is None or any(t is None for t in inner):
        return None
    known_inner = [t for t in inner if t is not None]
    shape = (count, *first.shape) if first.shape is not None else None
    lows, highs = [t.low for t in known_inner], [t.high for t in known_inner]
    low = min(v for v in lows if v is not None) if None not in lows else None
    high = max(v for v in highs if v is not None) if None not in highs else None
    values = tuple(v for t in known_inner for v in t.values or ())
    whole = all(t.values for t in known_inner) and len(values) <= _WRITTEN_OUT
    return replace(
        first,
        shape=shape,
        low=low,
        high=high,
        order=object(),
        rows=object(),
        values=values if whole else None,
    )


def _possible(item: V) -> tuple[Any, ...]:
    return item.values if isinstance(item, OneOf) else (payload(item),)


def _from_numbers(found: Sequence[Any], count: int | None) -> Tensor:
    whole = isinstance(found, range) or all(isinstance(f, int) for f in found)
    small = count == len(found) <= _WRITTEN_OUT
    return Tensor(
        shape=(count,),
        dtype="int64" if whole else "float64",
        low=min(found),
        high=max(found),
        source="literal",
        order="literal",
        rows="literal",
        values=tuple(found) if small else None,
    )


def same(call: Invocation, text: str, kind: str = "keep", **changes: Any) -> V:
    """The array argument (or owner) after one more step; unknown where it is no array."""
    value = call.subject("a")
    tensor = tensor_of(value)
    if tensor is None:
        return _of_datasets(call, value)
    return Known(stepped(tensor, kind, text, call.origin, **changes), call.origin)


def _of_datasets(call: Invocation, value: V) -> V:
    return Unknown(f"nothing is known of what {call.name} gets", value.origin)


def dtype_of(value: V) -> str | None:
    """A data type as a string, a NumPy class or a Python class names it."""
    found = payload(value)
    if isinstance(found, str):
        return found
    if isinstance(found, Library):
        return found.name.rpartition(".")[2].removesuffix("_")
    return None


def least(values: list[float | None]) -> float | None:
    return min(v for v in values if v is not None) if None not in values else None


def most(values: list[float | None]) -> float | None:
    return max(v for v in values if v is not None) if None not in values else None
