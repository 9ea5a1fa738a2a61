"""NumPy: making, joining and reshaping arrays. Methods of arrays are registered as ``Tensor.*``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Unknown
from kerascope.reader import arrays
from kerascope.reader.arrays import stepped
from kerascope.reader.indexing import UNIT_MATRIX
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library.as_tensor import dtype_of, from_items, least, most, same, tensor_of
from kerascope.reader.values import Items, V, payload

known = Table()


@known.knows(
    "numpy.array",
    "numpy.asarray",
    "numpy.asanyarray",
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
    low = least([t.low for t in tensors])
    high = most([t.high for t in tensors])
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


def _concatenated(shapes: list[Any], axis: int | None) -> Any:
    if axis is None or any(s is None or len(s) != len(shapes[0]) for s in shapes):
        return None
    if not shapes[0] or not -len(shapes[0]) <= axis < len(shapes[0]):
        return None
    at = axis % len(shapes[0])
    sizes = [s[at] for s in shapes]
    total = None if None in sizes else sum(sizes)
    return (*shapes[0][:at], total, *shapes[0][at + 1 :])


@known.knows("numpy.eye", "numpy.identity")
def unit_matrix(call: Invocation) -> V:
    """Its rows are one-hot: ``np.eye(10)[labels]``."""
    count = payload(call.get(0, "N", call.get(None, "n")))
    size = count if isinstance(count, int) else None
    made = Tensor(shape=(size, size), dtype="float64", low=0, high=1, source=UNIT_MATRIX)
    return Known(stepped(made, "load", "is a unit matrix", call.origin), call.origin)


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
    """An array of one number."""
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


def _named_bounds(call: Invocation) -> list[Any]:
    """``tf.range(start=0, limit=length, delta=1)``."""
    names = (("start",), ("limit", "stop"), ("delta", "step"))
    values = (call.keywords.get(n) for group in names for n in group if n in call.keywords)
    return [payload(value) for value in values if value is not None]


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


@known.knows("numpy.stack", "numpy.column_stack", "numpy.dstack")
def stack(call: Invocation) -> V:
    items = payload(call.get(0, "arrays"))
    tensor = from_items(items) if isinstance(items, Items) else tensor_of(call.get(0, "arrays"))
    if tensor is None:
        return Unknown("what is stacked is not known", call.origin)
    return Known(replace(tensor, shape=None), call.origin)
