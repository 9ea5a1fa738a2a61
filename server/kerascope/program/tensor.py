"""Data: what is known of an array, a tensor, a data set, before any of it exists."""

from typing import Literal

from kerascope.source.immutable import immutable
from kerascope.source.origin import Origin

Shape = tuple[int | None, ...]
"""Sizes along the axes, batch first; None is a size that is not known (or the symbolic batch)."""

Encoding = Literal["integer", "one-hot", "binary", "continuous", "multi-hot"]
Split = Literal["train", "validation", "test"]


@immutable()
class Step:
    """One step on the way of the data: ``text`` reads on from a name, as in
    *"x_train* is divided by 255 *(line 12)"*; ``shape`` is what the data have after it."""

    kind: str
    text: str
    origin: Origin | None = None
    shape: Shape | None = None


@immutable()
class Tensor:
    """An array or a data set. A field that is None is not known.

    ``low``/``high`` bound the values. ``scaling`` says what was done on purpose: ``raw`` as it
    was loaded, ``scaled`` into a small range, ``standardised``; None where something unread
    may have happened. ``classes`` is the number of classes in labels. ``trail`` leads from the
    load to here. ``order`` changes whenever rows are permuted or dropped: two tensors of one
    load whose orders differ are no longer aligned. ``rows`` names the rows it holds: two
    tensors with the same token hold the same samples. ``values`` are the numbers themselves, row
    after row, of a small array that is written out in the script.
    """

    name: str = ""
    shape: Shape | None = None
    dtype: str | None = None
    low: float | None = None
    high: float | None = None
    scaling: Literal["raw", "scaled", "standardised"] | None = None
    labels: Encoding | None = None
    classes: int | None = None
    role: Literal["features", "labels", "pair"] | None = None
    split: Split | None = None
    source: str | None = None
    trail: tuple[Step, ...] = ()
    order: object = None
    rows: object = None
    values: tuple[float, ...] | None = None
