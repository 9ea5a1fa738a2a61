"""Which rows of a data set two arrays hold."""

from typing import NamedTuple, cast

from kerascope.program.tensor import Tensor
from kerascope.program.trail import load_of

_ANYBODYS = (None, "literal", "random", "filled", "sequence")
"""Tokens that many arrays share: they say nothing about their rows."""


class _Slice(NamedTuple):
    base: object
    low: object
    high: object
    step: object


def overlap(trained: Tensor, other: Tensor) -> str | None:
    """How ``other`` overlaps ``trained``, as a phrase; None where it does not, or may not."""
    one, two = trained.rows, other.rows
    if one in _ANYBODYS or two in _ANYBODYS:
        return None
    if one == two:
        return "is the same as" if _same_load(trained, other) else None
    first, second = _slice(one), _slice(two)
    if second is not None and second.base == one:
        return "is a part of"
    if first is not None and first.base == two:
        return "contains"
    if first is not None and second is not None and _meet(first, second):
        return "shares rows with"
    return None


def _same_load(one: Tensor, two: Tensor) -> bool:
    first, second = load_of(one), load_of(two)
    if first is None or second is None or first.origin is None or second.origin is None:
        return False
    return first.origin.node is second.origin.node


def _slice(rows: object) -> _Slice | None:
    if not isinstance(rows, tuple):
        return None
    parts = cast("tuple[object, ...]", rows)
    return _Slice(*parts[1:5]) if parts[:1] == ("slice",) and len(parts) == 5 else None


def _meet(one: _Slice, two: _Slice) -> bool:
    """Whether two slices share rows; only bounds that count from the start are compared."""
    if one.base != two.base or one.step or two.step:
        return False
    start, end = _bounds(one)
    begin, stop = _bounds(two)
    if min(start, end, begin, stop) < 0:
        return False
    return max(start, begin) < min(end, stop)


def _bounds(part: _Slice) -> tuple[float, float]:
    """The bounds, -1 where one is not known or counts from the end."""
    start = 0 if part.low is None else part.low
    end = float("inf") if part.high is None else part.high
    return (
        float(start) if isinstance(start, int | float) else -1.0,
        float(end) if isinstance(end, int | float) else -1.0,
    )
