"""What a call of ``fit`` was given: a bounded sample of its data, and how it is to be used."""

from __future__ import annotations

import inspect
import itertools
import math
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import tree

_SECONDS_TO_DRAW = 30.0
_SECONDS_FOR_LATER = 3.0
_MOST_EPOCHS = 8
_ENOUGH_UPDATES = 300
_MOST_BATCHES = 4096
_MOST_HELD_OUT = 1000


class NotCaptured(Exception):
    """The data of this fit cannot be used for trials. The message says why."""


@dataclass
class Data:
    """Samples in memory: ``x``, ``y`` and ``weight`` are nested arrays, samples first."""

    x: Any
    y: Any
    weight: Any = None

    @property
    def rows(self) -> int:
        return tree.rows(self.x)

    def picked(self, index: Any) -> Data:
        """The samples at ``index``."""
        return Data(*(tree.picked(part, index) for part in (self.x, self.y, self.weight)))


@dataclass
class Capture:
    """One call of ``fit``. ``steps`` is updates an epoch in the user's own run.

    ``passes``: as many epochs stand one after the other in ``train``, of data that come otherwise
    each time. ``batches_shuffled``: the batches stay what they are and change places.
    """

    model: Any
    train: Data
    held_out: Data
    batch_size: int
    epochs: int
    steps: int
    shuffled: bool
    total_rows: int
    held_out_by: str
    callbacks: list[Any] = field(default_factory=list)
    class_weight: dict[int, float] | None = None
    passes: int = 1
    batches_shuffled: bool = False

    @property
    def epoch_rows(self) -> int:
        """The samples of one epoch among those in ``train``."""
        return self.train.rows // self.passes

    @property
    def first_epoch(self) -> Data:
        """The samples of one epoch."""
        return self.train if self.passes == 1 else self.train.picked(slice(self.epoch_rows))


def capture(model: Any, original: Any, args: tuple[Any, ...], kwargs: Any, limit: int) -> Capture:
    """Read the arguments of a ``fit`` call; ``limit`` bounds the sample in bytes.

    Raises:
        NotCaptured: data of a kind that cannot be sampled, or none at all.
    """
    given = inspect.signature(original).bind(model, *args, **kwargs)
    given.apply_defaults()
    call = given.arguments
    passes, batches_shuffled = 1, False
    if _is_stream(call["x"]):
        epochs, batch, steps = _from_stream(call, limit)
        train, passes, shuffled = joined(epochs), len(epochs), False
        batches_shuffled = _is_indexed(call["x"]) and bool(call.get("shuffle", True))
        total = max(steps * batch, epochs[0].rows)
    else:
        train, total, batch, shuffled = _from_arrays(call, limit)
        steps = math.ceil(total / batch)
    train, held_out, how = _held_out(call, train, limit // 4)
    if how == "validation_split":
        total = math.floor(total * (1 - float(call["validation_split"])))
        steps = math.ceil(total / batch)
    return Capture(
        model=model,
        train=train,
        held_out=_at_most(held_out, _MOST_HELD_OUT),
        batch_size=max(1, min(batch, train.rows)),
        epochs=int(call.get("epochs") or 1) - int(call.get("initial_epoch") or 0),
        steps=max(1, int(call.get("steps_per_epoch") or steps)),
        shuffled=shuffled,
        total_rows=total,
        held_out_by=how,
        callbacks=_callback_list(call.get("callbacks")),
        class_weight=class_weights(call.get("class_weight")),
        passes=passes,
        batches_shuffled=batches_shuffled,
    )


def _is_stream(x: Any) -> bool:
    """A data set, a PyDataset or Sequence, a generator, a loader: anything that gives batches."""
    if x is None or isinstance(x, (np.ndarray, dict, list, tuple)) or hasattr(x, "iloc"):
        return False
    if hasattr(x, "shape"):
        return False
    return hasattr(x, "__next__") or hasattr(x, "__iter__") or hasattr(x, "__getitem__")


def _from_arrays(call: dict[str, Any], limit: int) -> tuple[Data, int, int, bool]:
    if call["x"] is None:
        raise NotCaptured("fit() was called without x")
    data = Data(*(to_arrays(call.get(part)) for part in ("x", "y", "sample_weight")))
    if data.rows == 0:
        raise NotCaptured("fit() was given no samples")
    if any(len(leaf) != data.rows for leaf in tree.leaves([data.y, data.weight])):
        lengths = sorted({len(leaf) for leaf in tree.leaves([data.x, data.y, data.weight])})
        raise NotCaptured(f"x and y have different numbers of samples ({lengths})")
    batch = int(call.get("batch_size") or 32)
    total = data.rows
    bytes_a_row = max(1, tree.size([data.x, data.y]) // data.rows)
    kept = max(batch, limit // bytes_a_row)
    shuffled = bool(call.get("shuffle", True))
    if data.rows > kept:
        data = data.picked(np.linspace(0, data.rows - 1, kept).astype(int))
    return data, total, batch, shuffled


def to_arrays(tree_or_array: Any) -> Any:
    """NumPy arrays of anything Keras takes: tensors, frames, lists, sparse matrices."""
    if tree_or_array is None or isinstance(tree_or_array, np.ndarray):
        return tree_or_array
    if isinstance(tree_or_array, dict):
        return {key: to_arrays(value) for key, value in tree_or_array.items()}
    if isinstance(tree_or_array, (list, tuple)) and _holds_arrays(tree_or_array):
        items = [to_arrays(item) for item in tree_or_array]
        return items if isinstance(tree_or_array, list) else tuple(items)
    return _to_array(tree_or_array)


def _holds_arrays(items: Any) -> bool:
    return len(items) > 0 and all(
        getattr(item, "ndim", 0) or hasattr(item, "iloc") for item in items
    )


def _to_array(value: Any) -> Any:
    for method in ("to_tensor", "toarray", "to_numpy", "numpy"):
        if hasattr(value, "detach"):
            value = value.detach().cpu()
        if hasattr(value, method):
            value = getattr(value, method)()
    array = np.asarray(value)
    if array.dtype == object and not all(isinstance(v, (str, bytes)) for v in array.flat):
        raise NotCaptured("the data given to fit() are of mixed or uneven kinds")
    return array


def _from_stream(call: dict[str, Any], limit: int) -> tuple[list[Data], int, int]:
    """Epochs (several only where the data differ from one to the next), batch size, steps."""
    source, asked = call["x"], call.get("steps_per_epoch")
    batches = _drawn(source, int(asked) if asked else None, limit, _SECONDS_TO_DRAW)
    if not batches:
        raise NotCaptured("the data set given to fit() holds no batch")
    known = _length(source)
    steps = int(asked) if asked else known or len(batches)
    epochs = [joined(batches)]
    # Without data of its own, validation would hold out samples that other epochs train on.
    if call.get("validation_data") is not None and len(batches) == steps:
        most = min(int(call.get("epochs") or 1), _MOST_EPOCHS, math.ceil(_ENOUGH_UPDATES / steps))
        epochs += _later_epochs(source, steps, epochs[0], most - 1, limit)
    return epochs, tree.rows(batches[0].x), steps


def _later_epochs(source: Any, steps: int, first: Data, most: int, limit: int) -> list[Data]:
    """More epochs of a source that shuffles or augments; none where they are all the same."""
    until, found = time.monotonic() + _SECONDS_FOR_LATER, list[Data]()
    size = tree.size([first.x, first.y])
    while len(found) < most and time.monotonic() < until and size * (len(found) + 2) <= limit:
        if hasattr(source, "on_epoch_end"):
            source.on_epoch_end()
        batches = _drawn(source, steps, limit, max(0.0, until - time.monotonic()))
        if not batches or sum(batch.rows for batch in batches) != first.rows:
            break
        found.append(joined(batches))
        if len(found) == 1 and _is_equal(first, found[0]):
            return []
    return found


def _is_equal(one: Data, other: Data) -> bool:
    pairs = zip(tree.leaves([one.x, one.y]), tree.leaves([other.x, other.y]))
    return all(a.shape == b.shape and bool(np.all(a == b)) for a, b in pairs)


def _is_indexed(source: Any) -> bool:
    """A PyDataset or Sequence: ``fit`` shuffles the order of its batches."""
    return hasattr(source, "__getitem__") and not hasattr(source, "element_spec")


def _drawn(source: Any, steps: int | None, limit: int, seconds: float) -> list[Data]:
    """Batches until the source, one epoch, ``limit`` bytes or the time is exhausted."""
    batches: list[Data] = []
    used, started = 0, time.monotonic()
    most = min(steps or _MOST_BATCHES, _MOST_BATCHES)
    for element in itertools.islice(_elements(source), most):
        batch = _as_batch(element)
        used += tree.size([batch.x, batch.y])
        if batches and used > limit:
            break
        batches.append(batch)
        if time.monotonic() - started > seconds:
            break
    return batches


def _elements(source: Any) -> Any:
    if hasattr(source, "__next__") or (hasattr(source, "__iter__") and not _length(source)):
        return source
    if hasattr(source, "element_spec") or not hasattr(source, "__getitem__"):
        return source
    return (source[index] for index in range(_length(source) or 0))


def _length(source: Any) -> int | None:
    try:
        return len(source)
    except (TypeError, NotImplementedError):
        return getattr(source, "num_batches", None)


def _as_batch(element: Any) -> Data:
    parts = element if isinstance(element, (tuple, list)) else (element,)
    x, y, weight = (*parts, None, None)[:3]
    return Data(to_arrays(x), to_arrays(y), to_arrays(weight))


def joined(batches: list[Data]) -> Data:
    """All samples of the batches."""
    parts = [
        tree.mapped(_stacked, *(getattr(batch, part) for batch in batches))
        for part in ("x", "y", "weight")
    ]
    return Data(*parts)


def _stacked(*arrays: Any) -> Any:
    """One array of many; batches padded to different lengths are padded with zeros to one."""
    if arrays[0].ndim == 0:
        raise NotCaptured("the data set given to fit() is not batched; call .batch() on it")
    longest = np.max([array.shape[1:] for array in arrays], axis=0, initial=0)
    if all(array.shape[1:] == tuple(longest) for array in arrays):
        return np.concatenate(arrays)
    width = [[(0, 0), *((0, n - m) for n, m in zip(longest, a.shape[1:]))] for a in arrays]
    return np.concatenate([np.pad(a, w) for a, w in zip(arrays, width)])


def _held_out(call: dict[str, Any], train: Data, limit: int) -> tuple[Data, Data, str]:
    given, share = call.get("validation_data"), call.get("validation_split")
    if given is not None:
        return train, _validation(given, limit), "validation_data"
    if share:
        cut = math.floor(train.rows * (1 - float(share)))
        return (
            train.picked(np.arange(cut)),
            train.picked(np.arange(cut, train.rows)),
            "validation_split",
        )
    return split_off(train)


def split_off(train: Data) -> tuple[Data, Data, str]:
    """A fifth of the samples to judge by, where the script keeps none."""
    chosen = np.random.RandomState(0).permutation(train.rows)
    cut = max(1, train.rows // 5)
    rest = np.sort(chosen[cut:]) if train.rows > 1 else chosen
    return train.picked(rest), train.picked(np.sort(chosen[:cut])), "a fifth of the training data"


def _validation(given: Any, limit: int) -> Data:
    if _is_stream(given):
        return joined(_drawn(given, None, limit, _SECONDS_TO_DRAW))
    return _as_batch(given)


def _at_most(data: Data, rows: int) -> Data:
    if data.rows <= rows:
        return data
    return data.picked(np.sort(np.random.RandomState(1).permutation(data.rows)[:rows]))


def _callback_list(callbacks: Any) -> list[Any]:
    if callbacks is None:
        return []
    if hasattr(callbacks, "callbacks"):
        return list(callbacks.callbacks)
    return list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]


def class_weights(weights: Any) -> dict[int, float] | None:
    """By class number; None where there are none."""
    return {int(k): float(v) for k, v in dict(weights).items()} if weights else None
