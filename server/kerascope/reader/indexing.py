"""Slices, masks and columns of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, Library, Unknown
from kerascope.reader.arrays import is_room, stepped
from kerascope.reader.values import Items, Slice, SomeNumber, Symbol, V, is_whole, payload
from kerascope.source.origin import Origin

STORES = frozenset(
    {
        "numpy.load", "pickle.load", "pickle.loads", "cPickle.load", "joblib.load",
        "scipy.io.loadmat", "h5py.File", "dill.load", "scipy.io.wavfile.read", "librosa.load",
    }
)  # fmt: skip
"""Readers of files that may hold several arrays, each under a name or a number."""


GROUPED = "is taken in groups"
"""The step of a table that ``groupby`` has taken apart."""

UNIT_MATRIX = "numpy.eye"

SORTING = "numpy.argsort"
"""The source of an array of row numbers that sorts by another array, and has its ``role`` where
that holds labels."""


def take(tensor: Tensor, index: V, origin: Origin | None) -> Tensor:
    """``tensor[index]``: rows, columns, a mask. Values stay in their bounds."""
    found = payload(index)
    if isinstance(found, str) or _is_names(found):
        return _columns(tensor, found, origin)
    parts = list(found.items) if isinstance(found, Items) and found.kind == "tuple" else [index]
    shape = indexed(tensor.shape, parts)
    rows = payload(parts[0]) if parts else Ellipsis
    changes: dict[str, Any] = {"shape": shape}
    if not _is_whole(rows):
        changes["rows"] = _part(tensor.rows, rows)
        if not isinstance(rows, Slice | int):
            changes["order"] = object()
        else:
            changes["order"] = tensor.order
    if len(parts) > 1 and not _is_whole(payload(parts[1])):
        changes.update(_column_changes(tensor))
    if isinstance(rows, Tensor) and rows.source == SORTING:
        by = "class" if rows.role == "labels" else "value"
        changes |= {"order": ("sorted", rows.order), "rows": ("sorted", rows.order, tensor.rows)}
        return stepped(tensor, "sort", f"is sorted by {by}", origin, **changes)
    if isinstance(rows, Tensor) and tensor.source == UNIT_MATRIX:
        facts: dict[str, Any] = {"labels": "one-hot", "classes": (tensor.shape or (None,))[-1]}
        facts |= {"low": 0, "high": 1, "scaling": "scaled", "shape": shape, "dtype": "float64"}
        return stepped(rows, "one-hot", "picks rows of a unit matrix", origin, **facts)
    if isinstance(rows, Tensor) and any(step.kind == "shuffle" for step in rows.trail):
        token = ("taken", rows.order, rows.rows)
        changes |= {"order": (*token, tensor.order), "rows": (*token, tensor.rows)}
        return stepped(tensor, "shuffle", "is put into a random order", origin, **changes)
    text = "is sliced" if isinstance(rows, Slice) else "is indexed"
    return stepped(tensor, "slice", text, origin, **changes)


def _column_changes(tensor: Tensor) -> dict[str, Any]:
    """A choice of columns: of a table read from a file, features or labels."""
    if tensor.role == "features" or tensor.scaling in ("scaled", "standardised"):
        return {}
    return {"role": None, "labels": None, "classes": None}


def _is_names(found: Any) -> bool:
    return isinstance(found, Items) and any(isinstance(payload(i), str) for i in found.items)


def _columns(tensor: Tensor, found: Any, origin: Origin | None) -> Tensor:
    rows = tensor.shape[0] if tensor.shape else None
    if isinstance(found, str) and tensor.source in STORES:
        return stepped(tensor, "columns", f"is {found}", origin, shape=None, rows=object())
    if isinstance(found, str) and any(step.text == GROUPED for step in tensor.trail):
        return stepped(tensor, "columns", f"is {found}", origin, shape=None, rows=object())
    if isinstance(found, str):
        shape: Shape = (rows,)
    else:
        shape = (rows, None if found.is_open else len(found.items))
    return stepped(tensor, "columns", "has columns taken", origin, shape=shape)


def _is_whole(found: Any) -> bool:
    if not isinstance(found, Slice):
        return found is ...
    return all(
        isinstance(b, Known) and b.value is None for b in (found.lower, found.upper, found.step)
    )


def _part(rows: Any, found: Any) -> Any:
    """A token for a part of the rows: the same bounds of the same rows are the same part."""
    bounds = (found.lower, found.upper, found.step) if isinstance(found, Slice) else ()
    if bounds and all(isinstance(bound, Known) for bound in bounds):
        return ("slice", rows, *(payload(bound) for bound in bounds))
    return object()


def indexed(shape: Shape | None, parts: Sequence[V]) -> Shape | None:
    """The shape that is left after indexing with each of ``parts``."""
    if shape is None:
        return None
    parts = [Known(None) if _is_new_axis(payload(part)) else part for part in parts]
    found = [payload(part) for part in parts]
    if any(f is ... for f in found):
        at = next(i for i, f in enumerate(found) if f is ...)
        given = sum(1 for p in parts if not (isinstance(p, Known) and p.value is None)) - 1
        whole = Slice(Known(None), Known(None), Known(None))
        found[at : at + 1] = [whole] * (len(shape) - given)
        parts[at : at + 1] = [Known(whole)] * (len(shape) - given)
    sizes = list(shape)
    result: list[int | None] = []
    for part, known in zip(found, parts, strict=True):
        if part is None and isinstance(known, Known):
            result.append(1)
        elif not sizes:
            return None
        elif isinstance(part, int) or isinstance(known, SomeNumber) or is_whole(known):
            sizes.pop(0)
        elif isinstance(part, Symbol | Tensor):
            if part.shape is None:
                return None
            sizes.pop(0)
            result.extend(part.shape)
        else:
            size = sizes.pop(0)
            result.append(_sliced(size, part) if isinstance(part, Slice) else None)
    return (*result, *sizes)


def _is_new_axis(found: Any) -> bool:
    return isinstance(found, Library) and found.name.endswith(".newaxis")


def _sliced(size: int | None, part: Slice) -> int | None:
    bounds = (part.lower, part.upper, part.step)
    values = [payload(b) for b in bounds]
    if not all(
        isinstance(b, Known) and (v is None or isinstance(v, int))
        for b, v in zip(bounds, values, strict=True)
    ):
        return None
    lower, upper, step = values
    if size is None:
        plain = (lower is None or lower >= 0) and step is None
        if not plain or upper is None or upper < 0:
            return None
        return max(0, upper - (lower or 0))
    return len(range(*slice(lower, upper, step).indices(size))) if step != 0 else None


_COMPUTED = frozenset({"assign", "unknown", "compute", "shift", "scale"})
"""Steps that may have changed the size of the numbers in a column."""


def put(tensor: Tensor, index: V, value: V, origin: Origin) -> Tensor:
    """``tensor[index] = value``: the whole of it, or some values, are others now."""
    new = payload(value)
    if _is_columns(tensor, index):
        return _put_columns(tensor, isinstance(payload(index), str), value, origin)
    if isinstance(new, Tensor) and new.scaling in ("scaled", "standardised"):
        return replace(tensor, scaling=new.scaling, low=new.low, high=new.high, trail=new.trail)
    if isinstance(new, Tensor) and _is_room_for(tensor, new):
        lows = [each for each in (tensor.low, new.low) if each is not None]
        highs = [each for each in (tensor.high, new.high) if each is not None]
        filled = replace(new, name=tensor.name, shape=tensor.shape, dtype=tensor.dtype)
        low, high = (min(lows), max(highs)) if new.low is not None and highs else (None, None)
        return replace(filled, low=low, high=high, order=object(), rows=object(), values=None)
    if isinstance(new, Tensor):
        low = min(tensor.low, new.low) if tensor.low is not None and new.low is not None else None
        high = (
            max(tensor.high, new.high) if tensor.high is not None and new.high is not None else None
        )
        known = low is not None and high is not None
        return replace(tensor, low=low, high=high, scaling=tensor.scaling if known else new.scaling)
    filled = isinstance(new, int | float) and _of_table(tensor)
    scaling = tensor.scaling if filled else None
    order = None if _is_by_rows(index) else tensor.order
    return replace(tensor, low=None, high=None, scaling=scaling, order=order)


def _is_by_rows(index: V) -> bool:
    """Whether an index holds an array: what is filled by it, ``ones[np.arange(n), y] = 1``, has the
    order of that array."""
    found = payload(index)
    parts = found.items if isinstance(found, Items) else (index,)
    return any(isinstance(payload(part), Tensor) for part in parts)


def _is_room_for(tensor: Tensor, new: Tensor) -> bool:
    """Whether an array was made to be filled, row by row, with what is read from files."""
    made = is_room(tensor)
    smaller = new.shape is None or len(new.shape) < len(tensor.shape or ())
    return made and smaller and new.scaling is not None and bool(new.trail)


def _of_table(tensor: Tensor) -> bool:
    return (tensor.source or "").startswith("pandas.")


def _is_columns(tensor: Tensor, index: V) -> bool:
    """Whether an index names some columns of a table, or takes a part of every row."""
    found = payload(index)
    if isinstance(found, str) or _is_names(found):
        return True
    if isinstance(found, Items) and found.kind == "tuple" and len(found.items) > 1:
        rows, *others = map(payload, found.items)
        named = isinstance(others[-1], str) or _is_names(others[-1])
        return named or (_is_whole(rows) and not all(map(_is_whole, others)))
    return _of_table(tensor) and len(tensor.shape or ()) == 2 and isinstance(index, Unknown)


def _put_columns(tensor: Tensor, single: bool, value: V, origin: Origin) -> Tensor:
    """Some columns are others now; what the columns beside them hold is as before."""
    new = payload(value)
    if single or _leaves_scale(value):
        kind = "code" if _leaves_scale(value) else "assign"
        changes = {"low": None, "high": None, "dtype": None}
        return stepped(tensor, kind, "gets a column", origin, **changes)
    trail = new.trail if isinstance(new, Tensor) and new.trail else tensor.trail
    return replace(tensor, low=None, high=None, dtype=None, scaling=None, trail=trail)


def _leaves_scale(value: V) -> bool:
    """Whether what a column gets cannot be a scaled version of it: codes of classes, the raw
    numbers themselves with gaps filled, a part of them such as a date's month, a constant."""
    column = payload(value)
    if not isinstance(column, Tensor):
        return isinstance(column, int | float | str)
    raw = column.scaling == "raw" and not any(s.kind in _COMPUTED for s in column.trail)
    taken = bool(column.trail) and column.trail[-1].kind == "extract"
    return raw or taken or column.labels is not None
