"""Which rows of a data set two arrays hold."""

from typing import NamedTuple, cast

import libcst as cst

from kerascope.program.tensor import Tensor
from kerascope.program.trail import is_given, load_of
from kerascope.source.origin import Origin

_ANYBODYS = (None, "literal", "random", "filled", "sequence")
"""Tokens that many arrays share: they say nothing about their rows."""


class _Slice(NamedTuple):
    base: object
    low: object
    high: object
    step: object


def overlap(trained: Tensor, other: Tensor, at: Origin) -> str | None:
    """How ``other`` overlaps ``trained`` in a call ``at`` some place, as a phrase; None where it
    does not, or may not."""
    one, two = trained.rows, other.rows
    if _is_anybodys(one) or _is_anybodys(two) or not _loaded_once(trained, at):
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


def _is_anybodys(rows: object) -> bool:
    """Whether the rows, or all that they are joined from, may be those of any array."""
    if isinstance(rows, tuple) and rows[:1] == ("joined",):
        return all(_is_anybodys(part) for part in cast("tuple[object, ...]", rows)[1:])
    return rows in _ANYBODYS


def _loaded_once(tensor: Tensor, at: Origin) -> bool:
    """Whether the place of loading stands for one load: a function may be called for several."""
    if is_given(tensor):
        return True
    load = load_of(tensor)
    if load is None or load.origin is None:
        return False
    tree = load.origin.piece.tree
    plain = tree is not None and all(isinstance(n, cst.SimpleStatementLine) for n in tree.body)
    return plain or load.origin.piece is at.piece or not _holds_place(tensor.rows)


def _holds_place(rows: object) -> bool:
    if isinstance(rows, tuple):
        return any(_holds_place(part) for part in cast("tuple[object, ...]", rows))
    return isinstance(rows, Origin)


def _same_load(one: Tensor, two: Tensor) -> bool:
    if is_given(one) and is_given(two):
        return True
    first, second = load_of(one), load_of(two)
    if first is None or second is None or first.origin is None or second.origin is None:
        return False
    return first.origin == second.origin


def _slice(rows: object) -> _Slice | None:
    if not isinstance(rows, tuple):
        return None
    parts = cast("tuple[object, ...]", rows)
    return _Slice(*parts[1:5]) if parts[:1] == ("slice",) and len(parts) == 5 else None


def _meet(one: _Slice, two: _Slice) -> bool:
    """Whether two slices share rows (one is a slip); only bounds that count from the start are
    compared."""
    if one.base != two.base or one.step or two.step:
        return False
    start, end = _bounds(one)
    begin, stop = _bounds(two)
    if min(start, end, begin, stop) < 0:
        return False
    return min(end, stop) - max(start, begin) > 1


def _bounds(part: _Slice) -> tuple[float, float]:
    """The bounds, -1 where one is not known or counts from the end."""
    start = 0 if part.low is None else part.low
    end = float("inf") if part.high is None else part.high
    return (
        float(start) if isinstance(start, int | float) else -1.0,
        float(end) if isinstance(end, int | float) else -1.0,
    )
