"""NumPy: making, joining and reshaping arrays. Methods of arrays are registered as ``Tensor.*``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, Library, OneOf, Unknown
from kerascope.reader import arrays
from kerascope.reader.arrays import stepped
from kerascope.reader.indexing import SORTING
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.values import Items, Symbol, V, is_whole, payload

known = Table()


_WRITTEN_OUT = 200
"""Numbers of an array up to which they are kept one by one."""


def tensor_of(value: V) -> Tensor | None:
    """The array a value is, a list of numbers or of arrays taken as one."""
    found = payload(value)
    if isinstance(found, Tensor):
        return found
    if isinstance(found, Items):
        return _from_items(found)
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
    first = known_ones[0]
    same: dict[str, Any] = {
        name: value if all(getattr(t, name) == value for t in known_ones) else None
        for name in ("shape", "dtype", "scaling", "labels", "classes", "role", "split", "source")
        for value in [getattr(first, name)]
    }
    low, high = _least([t.low for t in known_ones]), _most([t.high for t in known_ones])
    return replace(first, **same, low=low, high=high, order=object(), rows=object(), values=None)


def _from_items(items: Items) -> Tensor | None:
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


@known.knows(
    "numpy.array",
    "numpy.asarray",
    "numpy.asfarray",
    "numpy.ascontiguousarray",
    "keras.ops.convert_to_tensor",
    "tensorflow.constant",
    "keras.ops.array",
)
def array(call: Invocation) -> V:
    value = call.get(0, "object", call.get(0, "value"))
    tensor = tensor_of(value)
    if tensor is None and isinstance(payload(value), Items):
        tensor = Tensor(source="list", order=object(), rows=object())
        return Known(stepped(tensor, "load", "is collected in a list", call.origin), call.origin)
    if tensor is None:
        return Unknown("the array's contents are not known", call.origin)
    if not isinstance(payload(value), Tensor):
        made = tensor.source not in (None, "literal")
        text = "becomes an array" if made else _made_of(payload(value))
        tensor = stepped(tensor, "load", text, call.origin, source=tensor.source or "literal")
    dtype = dtype_of(call.get(1, "dtype", Known(None)))
    if dtype:
        tensor = arrays.cast_to(tensor, dtype, call.origin)
    return Known(tensor, call.origin)


def _made_of(items: Any) -> str:
    collected = isinstance(items, Items) and items.is_open
    return "is collected in a list" if collected else "is written out in the script"


def dtype_of(value: V) -> str | None:
    """A data type as a string, a NumPy class or a Python class names it."""
    found = payload(value)
    if isinstance(found, str):
        return found
    if isinstance(found, Library):
        return found.name.rpartition(".")[2].removesuffix("_")
    return None


@known.knows(
    "Tensor.astype",
    "keras.ops.cast",
    "tensorflow.cast",
    "keras.backend.cast",
    "numpy.float32",
    "numpy.float64",
    "numpy.int32",
    "numpy.int64",
)
def astype(call: Invocation) -> V:
    value = call.subject("x")
    tensor = tensor_of(value)
    if tensor is None:
        return Unknown("what is cast is not known", call.origin)
    position = 0 if call.owner is not None else 1
    dtype = dtype_of(call.get(position, "dtype", Known(call.name.rpartition(".")[2])))
    return Known(arrays.cast_to(tensor, dtype, call.origin), call.origin)


@known.knows("Tensor.reshape", "numpy.reshape", "keras.ops.reshape", "tensorflow.reshape")
def reshape(call: Invocation) -> V:
    method = call.owner is not None
    value = call.subject("a")
    tensor = tensor_of(value) or Tensor(order=object(), rows=object())
    given = call.positional if method else call.positional[1:]
    shape = given[0] if len(given) == 1 else Known(Items("tuple", tuple(given)))
    if not given:
        shape = call.get(None, "newshape", call.get(None, "shape"))
    return Known(arrays.reshaped(tensor, arrays.sizes_of(shape), call.origin), call.origin)


@known.knows("Tensor.flatten", "Tensor.ravel", "numpy.ravel")
def flatten(call: Invocation) -> V:
    value = call.subject("a")
    tensor = tensor_of(value)
    if tensor is None:
        return Unknown("what is flattened is not known", call.origin)
    return Known(arrays.reshaped(tensor, [-1], call.origin), call.origin)


@known.knows("numpy.expand_dims", "tensorflow.expand_dims", "keras.ops.expand_dims")
def expand_dims(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "a"))
    axis = payload(call.get(1, "axis"))
    if tensor is None:
        return Unknown("what is expanded is not known", call.origin)
    shape = None
    if tensor.shape is not None and isinstance(axis, int):
        at = axis if axis >= 0 else len(tensor.shape) + 1 + axis
        shape = (*tensor.shape[:at], 1, *tensor.shape[at:])
    text = f"is reshaped to {arrays.shape_text(shape)}"
    return Known(stepped(tensor, "reshape", text, call.origin, shape=shape), call.origin)


@known.knows("numpy.squeeze", "Tensor.squeeze", "tensorflow.squeeze")
def squeeze(call: Invocation) -> V:
    value = call.subject("a")
    tensor = tensor_of(value)
    shape = tensor.shape if tensor is not None else None
    if shape is not None:
        shape = (shape[0], *(s for s in shape[1:] if s != 1)) if len(shape) > 1 else shape
    return same(call, "is squeezed", "reshape", shape=shape)


@known.knows(
    "numpy.transpose",
    "Tensor.transpose",
    "numpy.moveaxis",
    "numpy.swapaxes",
    "numpy.rollaxis",
    "Tensor.swapaxes",
    "tensorflow.transpose",
)
def transpose(call: Invocation) -> V:
    value = call.subject("a")
    tensor = tensor_of(value)
    given = call.positional if call.owner is not None else call.positional[1:]
    order = arrays.sizes_of(given[0] if len(given) == 1 else Known(Items("tuple", tuple(given))))
    shape = None
    if tensor is not None and tensor.shape is not None and "transpose" in call.name:
        order = order or list(reversed(range(len(tensor.shape))))
        if sorted(o for o in order if o is not None) == list(range(len(tensor.shape))):
            shape = tuple(tensor.shape[o] for o in order if o is not None)
    return same(call, "is transposed", "transpose", shape=shape)


@known.knows(
    "Tensor.copy",
    "numpy.copy",
    "Tensor.to_numpy",
    "Tensor.numpy",
    "numpy.nan_to_num",
    "Tensor.toarray",
    "Tensor.todense",
    "Tensor.as_matrix",
    "Tensor.view",
    "numpy.float_",
    "numpy.squeeze_",
    "numpy.require",
    "Tensor.to_list",
    "Tensor.tolist",
)
def unchanged(call: Invocation) -> V:
    return same(call, "is copied", "copy")


@known.knows(
    "numpy.concatenate",
    "numpy.vstack",
    "numpy.hstack",
    "numpy.append",
    "numpy.row_stack",
    "tensorflow.concat",
    "keras.ops.concatenate",
    "numpy.r_",
    "pandas.concat",
)
def concatenate(call: Invocation) -> V:
    first = payload(call.get(0, "arrays"))
    values = list(first.items) if isinstance(first, Items) else call.positional[:2]
    tensors = [t for v in values if (t := tensor_of(v)) is not None]
    if not tensors or len(tensors) != len(values):
        return Unknown("one of the joined arrays is not known", call.origin)
    base = tensors[0]
    low = _least([t.low for t in tensors])
    high = _most([t.high for t in tensors])
    scalings = {t.scaling for t in tensors}
    axis = payload(call.get(1, "axis", Known(1 if call.name.endswith("hstack") else 0)))
    shape = _concatenated([t.shape for t in tensors], axis if isinstance(axis, int) else None)
    joined = stepped(
        base,
        "concatenate",
        "is joined with others",
        call.origin,
        low=low,
        high=high,
        shape=shape,
        scaling=base.scaling if len(scalings) == 1 else None,
        order=("joined", *(t.order for t in tensors)),
        rows=("joined", *(t.rows for t in tensors)),
    )
    return Known(joined, call.origin)


def _least(values: list[float | None]) -> float | None:
    return min(v for v in values if v is not None) if None not in values else None


def _most(values: list[float | None]) -> float | None:
    return max(v for v in values if v is not None) if None not in values else None


def _concatenated(shapes: list[Any], axis: int | None) -> Any:
    if axis is None or any(s is None or len(s) != len(shapes[0]) for s in shapes):
        return None
    if not shapes[0] or not -len(shapes[0]) <= axis < len(shapes[0]):
        return None
    at = axis % len(shapes[0])
    sizes = [s[at] for s in shapes]
    total = None if None in sizes else sum(sizes)
    return (*shapes[0][:at], total, *shapes[0][at + 1 :])


@known.knows(
    "numpy.zeros",
    "numpy.ones",
    "numpy.empty",
    "numpy.full",
    "numpy.zeros_like",
    "numpy.ones_like",
    "tensorflow.zeros",
    "tensorflow.ones",
    "tensorflow.fill",
    "keras.ops.zeros",
    "keras.ops.ones",
    "keras.ops.full",
)
def filled(call: Invocation) -> V:
    function = call.name.rpartition(".")[2]
    like = tensor_of(call.get(0, "a")) if function.endswith("_like") else None
    sizes = arrays.sizes_of(call.get(0, "shape"))
    shape = like.shape if like else tuple(sizes) if sizes is not None else None
    value = {"zeros": 0.0, "ones": 1.0}.get(function.removesuffix("_like"))
    dtype = dtype_of(call.get(1, "dtype", Known("float64")))
    made = Tensor(
        shape=shape,
        dtype=dtype,
        low=value,
        high=value,
        source=call.name,
        order="filled",
        rows="filled",
    )
    return Known(stepped(made, "load", f"is filled by {function}()", call.origin), call.origin)


_RANDOM: dict[str, tuple[float | None, float | None]] = {
    "rand": (0, 1),
    "random": (0, 1),
    "random_sample": (0, 1),
    "ranf": (0, 1),
    "randn": (-6, 6),
    "standard_normal": (-6, 6),
}

_GENERATORS = ("numpy.random", "numpy.random.RandomState", "numpy.random.default_rng")


def _of_generators(*functions: str) -> tuple[str, ...]:
    """The functions' names in the module and as methods of a generator."""
    return tuple(f"{place}.{name}" for place in _GENERATORS for name in functions)


@known.knows("numpy.random.RandomState", "numpy.random.default_rng")
def generator(call: Invocation) -> V:
    return Known(Library(call.name), call.origin)


@known.knows(*_of_generators(*_RANDOM))
def random(call: Invocation) -> V:
    function = call.name.rpartition(".")[2]
    low, high = _RANDOM[function]
    given = call.positional
    value = given[0] if len(given) == 1 else Known(Items("tuple", tuple(given)))
    if call.has(None, "size"):
        value = call.get(None, "size")
    elif not given:
        return Unknown("a random number", call.origin)
    return _random(call, value, low, high, "float64")


_SIZE_SECOND = ("choice", "exponential", "poisson", "standard_t", "chisquare", "dirichlet")


@known.knows(
    *_of_generators(
        "uniform",
        "normal",
        "randint",
        "integers",
        "random_integers",
        "lognormal",
        "laplace",
        "binomial",
        "beta",
        "gamma",
        *_SIZE_SECOND,
    )
)
def random_between(call: Invocation) -> V:
    function = call.name.rpartition(".")[2]
    position = 1 if function in _SIZE_SECOND else 2
    if not call.has(position, "size"):
        return Unknown("a random number", call.origin)
    low, high = _drawn_between(call, function)
    dtype = {"randint": "int64", "integers": "int64", "choice": None}.get(function, "float64")
    return _random(call, call.get(position, "size"), low, high, dtype)


def _drawn_between(call: Invocation, function: str) -> tuple[float | None, float | None]:
    """The least and the greatest value drawn; a normal distribution is cut at six sigma."""
    names = ("loc", "scale") if function == "normal" else ("low", "high")
    one = payload(call.get(0, names[0], Known(0.0)))
    two = payload(call.get(1, names[1], Known(1.0)))
    if not isinstance(one, int | float):
        return None, None
    if function in ("randint", "integers") and not call.has(1, "high"):
        return 0, one - 1
    if not isinstance(two, int | float):
        return None, None
    if function in ("randint", "integers"):
        return one, two - 1
    if function == "normal":
        return one - 6 * two, one + 6 * two
    return (one, two) if function == "uniform" else (None, None)


def _random(call: Invocation, size: V, low: Any, high: Any, dtype: str | None) -> V:
    sizes = arrays.sizes_of(size)
    made = Tensor(
        shape=tuple(sizes) if sizes is not None else None,
        dtype=dtype,
        low=low,
        high=high,
        scaling=None,
        source=call.name,
        order="random",
        rows="random",
    )
    text = f"is made by numpy.random.{call.name.rpartition('.')[2]}()"
    return Known(stepped(made, "load", text, call.origin), call.origin)


def _named_bounds(call: Invocation) -> list[Any]:
    """``tf.range(start=0, limit=length, delta=1)``."""
    names = (("start",), ("limit", "stop"), ("delta", "step"))
    values = (call.keywords.get(n) for group in names for n in group if n in call.keywords)
    return [payload(value) for value in values if value is not None]


@known.knows(
    "numpy.linspace",
    "numpy.arange",
    "tensorflow.range",
    "keras.ops.arange",
    "keras.backend.arange",
    "tensorflow.linspace",
)
def sequence(call: Invocation) -> V:
    values = [payload(v) for v in call.positional] or _named_bounds(call)
    numbers = [v for v in values if isinstance(v, int | float)]
    count: int | None = None
    low = high = None
    if len(numbers) == len(values) and values:
        if call.name.endswith("linspace"):
            found = payload(call.get(2, "num", Known(50)))
            count = found if isinstance(found, int) else None
            low, high = (min(numbers[:2]), max(numbers[:2])) if len(numbers) > 1 else (None, None)
        else:
            start, stop = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
            step = numbers[2] if len(numbers) > 2 else 1
            count = max(0, int(-(-(stop - start) // step))) if step else None
            low, high = min(start, stop), max(start, stop)
    is_float = call.name.endswith("linspace") or any(isinstance(v, float) for v in numbers)
    made = Tensor(
        shape=(count,),
        dtype="float64" if is_float else "int64",
        low=low,
        high=high,
        source=call.name,
        order="sequence",
        rows="sequence",
    )
    return Known(stepped(made, "load", f"is made by {call.name}()", call.origin), call.origin)


@known.knows(
    "numpy.loadtxt",
    "numpy.genfromtxt",
    "numpy.load",
    "numpy.fromfile",
    "pickle.load",
    "pickle.loads",
    "cPickle.load",
    "joblib.load",
    "scipy.io.loadmat",
    "h5py.File",
    "dill.load",
    "scipy.io.wavfile.read",
    "librosa.load",
    "tables.open_file",
)
def load(call: Invocation) -> V:
    source = call.name
    made = Tensor(
        shape=(None, None) if "txt" in source else None,
        source=source,
        scaling="raw" if "txt" in source else None,
        order=object(),
        rows=object(),
    )
    return Known(stepped(made, "load", f"is read by {source}()", call.origin), call.origin)


@known.knows(*_of_generators("shuffle"), "random.shuffle")
def shuffle_in_place(call: Invocation) -> V:
    """Rows change places in the array itself: whoever holds it sees them moved."""
    value = call.get(0, "x")
    tensor = tensor_of(value)
    if tensor is not None:
        moved = stepped(tensor, "shuffle", "is shuffled in place", call.origin, order=object())
        replace_everywhere(call, tensor, moved)
    return Known(None)


def replace_everywhere(call: Invocation, old: Tensor, new: Tensor) -> None:
    """Rebind the names of a tensor that was changed in place."""
    scope = call.run.scope
    for name, value in list(scope.state.items()):
        if payload(value) is old:
            call.run.memory.write(scope, name, Known(replace(new, name=name), value.origin))


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


@known.knows(*_of_generators("permutation"))
def permutation(call: Invocation) -> V:
    tensor = tensor_of(call.get(0, "x"))
    if tensor is None:
        return Unknown("a random order", call.origin)
    moved = stepped(tensor, "shuffle", "is shuffled", call.origin, order=object())
    return Known(moved, call.origin)


@known.knows(
    "numpy.random.seed", "random.seed", "keras.utils.set_random_seed", "tensorflow.random.set_seed"
)
def seed(call: Invocation) -> V:
    return Known(None, call.origin)


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
    "Tensor.apply",
    "Tensor.map",
    "Tensor.transform",
    "numpy.where",
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


@known.knows("numpy.stack", "numpy.column_stack", "numpy.dstack")
def stack(call: Invocation) -> V:
    items = payload(call.get(0, "arrays"))
    tensor = _from_items(items) if isinstance(items, Items) else tensor_of(call.get(0, "arrays"))
    if tensor is None:
        return Unknown("what is stacked is not known", call.origin)
    return Known(replace(tensor, shape=None), call.origin)
