"""What NumPy computes of an array's values: sums, extremes, orders, classes."""

from __future__ import annotations

from typing import Any

from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, Unknown
from kerascope.reader import arrays
from kerascope.reader.indexing import SORTING
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library.as_tensor import same, tensor_of
from kerascope.reader.library.recoding import codes, outcomes
from kerascope.reader.values import Items, V, payload

known = Table()


@known.knows("numpy.argmax", "Tensor.argmax", "numpy.argmin", "tensorflow.argmax")
def argmax(call: Invocation) -> V:
    value = call.subject("a")
    tensor = tensor_of(value)
    if tensor is None:
        return Unknown("what argmax gets is not known", call.origin)
    width = tensor.shape[-1] if tensor.shape and len(tensor.shape) > 1 else None
    classes = width or tensor.classes
    encoding = "integer" if tensor.labels == "one-hot" else None
    high = float(classes - 1) if classes else None
    shape = tensor.shape[:-1] if tensor.shape else None
    return same(
        call,
        "has its classes taken by argmax",
        "argmax",
        shape=shape,
        low=0,
        high=high,
        labels=encoding,
        classes=classes,
        dtype="int64",
    )


_WITHIN_BOUNDS = ("max", "amax", "min", "amin", "mean", "median")
_REDUCING = (*_WITHIN_BOUNDS, "sum", "std", "var")


@known.knows(
    "numpy.max",
    "numpy.amax",
    "Tensor.max",
    "numpy.min",
    "numpy.amin",
    "Tensor.min",
    "numpy.mean",
    "Tensor.mean",
    "numpy.std",
    "Tensor.std",
    "numpy.sum",
    "Tensor.sum",
    "numpy.median",
    "numpy.var",
    "Tensor.var",
    "numpy.percentile",
    "numpy.linalg.norm",
    "numpy.ptp",
    "Tensor.ptp",
    "Tensor.median",
    "Tensor.quantile",
    "numpy.unique",
    "Tensor.unique",
    "Tensor.nunique",
    "Tensor.value_counts",
    "Tensor.describe",
    "Tensor.info",
    "Tensor.head",
    "Tensor.isnull",
    "Tensor.isna",
    "numpy.isnan",
    "Tensor.tail",
    "numpy.bincount",
)
def measured(call: Invocation) -> V:
    function = call.name.rpartition(".")[2]
    position = 0 if call.owner is not None else 1
    axes = arrays.sizes_of(call.get(position, "axis", Known(None)))
    tensor = tensor_of(call.subject("a"))
    if function not in _REDUCING or not axes or tensor is None or tensor.shape is None:
        return Unknown("it is measured on the data", call.origin)
    kept = payload(call.get(None, "keepdims", Known(False))) is True
    changes: dict[str, Any] = {"shape": _reduced(tensor.shape, axes, kept), "labels": None}
    if function not in _WITHIN_BOUNDS:
        changes |= {"low": None, "high": None, "scaling": None}
    dtype = tensor.dtype if function in ("max", "amax", "min", "amin") else None
    return same(call, f"is reduced by {function}()", "reduce", dtype=dtype, **changes)


def _reduced(shape: Shape, axes: list[int | None], kept: bool) -> Shape | None:
    if any(a is None or not -len(shape) <= a < len(shape) for a in axes):
        return None
    gone = {a % len(shape) for a in axes if a is not None}
    if kept:
        return tuple(1 if at in gone else size for at, size in enumerate(shape))
    return tuple(size for at, size in enumerate(shape) if at not in gone)


@known.knows(
    "numpy.repeat",
    "numpy.tile",
    "numpy.resize",
    "numpy.flip",
    "numpy.fliplr",
    "numpy.roll",
    "Tensor.repeat",
)
def rearranged(call: Invocation) -> V:
    return same(call, "is rearranged", "rearrange", shape=None, order=object())


@known.knows(
    "numpy.log",
    "numpy.log1p",
    "numpy.clip",
    "Tensor.clip",
    "numpy.sqrt",
    "numpy.tanh",
    "Tensor.transform",
    "numpy.abs",
    "numpy.vectorize",
    "numpy.apply_along_axis",
)
def reworked(call: Invocation) -> V:
    value = call.subject("x")
    tensor = tensor_of(value)
    if tensor is None:
        return Unknown("what it works on is not known", call.origin)
    text = f"goes through {call.name.rpartition('.')[2]}()"
    return Known(arrays.opaque(tensor, text, call.origin), call.origin)


@known.knows("numpy.where")
def chosen(call: Invocation) -> V:
    """``np.where(condition, 1, 0)`` makes labels; of arrays nobody knows which values are taken."""
    condition, values = tensor_of(call.get(0, "condition")), [call.get(1, "x"), call.get(2, "y")]
    numbers = outcomes(Known(Items("list", tuple(values))))
    if condition is None or numbers is None:
        return reworked(call)
    return same(call, "is recoded by where()", "recode", dtype="int64", **codes(numbers))


@known.knows("numpy.sin", "numpy.cos", "numpy.tanh", "tensorflow.sin", "tensorflow.cos")
def waved(call: Invocation) -> V:
    text = f"goes through {call.name.rpartition('.')[2]}()"
    return same(call, text, "compute", dtype="float64", low=-1, high=1, scaling="scaled")


@known.knows("numpy.argsort", "Tensor.argsort")
def argsort(call: Invocation) -> V:
    """The numbers of the rows in the order of their values."""
    tensor = tensor_of(call.subject("a"))
    if tensor is None:
        return Unknown("what is sorted is not known", call.origin)
    role = "labels" if tensor.labels in ("integer", "binary") else None
    made = Tensor(shape=tensor.shape, dtype="int64", source=SORTING, role=role, order=object())
    return Known(made, call.origin)


@known.knows("numpy.digitize")
def digitize(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "x"))
    edges = payload(call.get(1, "bins"))
    if tensor is None or not isinstance(edges, Items) or edges.is_open:
        return reworked(call)
    count = len(edges.items)
    changes = {"low": 0, "high": count, "labels": "integer", "classes": count + 1}
    return same(call, "is put into bins", "bin", dtype="int64", **changes)
