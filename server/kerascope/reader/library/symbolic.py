"""Functions that see more of a symbolic tensor than an operation on it: its shape, its rank."""

from __future__ import annotations

from kerascope.program.layer import Layer
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, Library, Unknown
from kerascope.reader import arrays
from kerascope.reader.graph import applied, operation
from kerascope.reader.inference import Facts
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library import signatures
from kerascope.reader.library.as_tensor import tensor_of
from kerascope.reader.operators import compare
from kerascope.reader.shapes.sizes import product
from kerascope.reader.symbols import symbols_in
from kerascope.reader.values import Items, LayerObject, ModelObject, SomeNumber, Symbol, V, payload

known = Table()

_ON_TENSORS = ("tensorflow.", "keras.ops.", "keras.backend.", "keras.activations.", "numpy.")
_NOT_ON_TENSORS = ("tensorflow.data.", "tensorflow.print", "tensorflow.debugging.")


def is_operation(name: str) -> bool:
    """Whether a library function computes a tensor from tensors."""
    if name.endswith((".preprocess_input", ".correct_pad")):
        return True
    return name.startswith(_ON_TENSORS) and not name.startswith(_NOT_ON_TENSORS)


def on_symbols(call: Invocation) -> V | None:
    """The result where a tensor of the graph is among the arguments, else None."""
    if not is_operation(call.name):
        return None
    if not any(symbols_in(a.value, call.origin) for a in call.arguments):
        return None
    handler = known.handlers.get(call.name.rpartition(".")[2])
    if handler is not None:
        return handler(call)
    values = [a.value for a in call.arguments]
    return operation(call.name.rpartition(".")[2], values, call.origin, call.call)


def _shape_of(call: Invocation) -> Shape | None:
    value = call.owner if call.owner is not None else call.get(0, "x", call.get(0, "input"))
    found = payload(value)
    if isinstance(found, Symbol):
        return found.shape
    tensor = tensor_of(value)
    return tensor.shape if tensor is not None else None


@known.knows(
    "shape", "int_shape", "shape_v2", "Symbol.get_shape", "tensorflow.shape", "keras.ops.shape",
    "keras.backend.int_shape", "keras.backend.shape",
)  # fmt: skip
def shape(call: Invocation) -> V:
    return arrays.shape_value(_shape_of(call))


@known.knows("rank", "ndim", "tensorflow.rank", "keras.backend.ndim", "keras.ops.ndim")
def rank(call: Invocation) -> V:
    found = _shape_of(call)
    return Known(len(found)) if found is not None else SomeNumber("the number of axes")


@known.knows("size", "tensorflow.size", "keras.ops.size")
def size(call: Invocation) -> V:
    found = _shape_of(call)
    total = product(found) if found is not None else None
    return Known(total) if total is not None else SomeNumber("the number of values")


@known.knows("keras.applications.imagenet_utils.correct_pad", "correct_pad")
def correct_pad(call: Invocation) -> V:
    """The padding before a strided convolution, as Keras' own applications compute it."""
    image, kernel = _shape_of(call), payload(call.get(1, "kernel_size"))
    if image is None or len(image) != 4 or not isinstance(kernel, int):
        return Unknown("the padding depends on the image", call.origin)
    pairs = [
        (kernel // 2 - (1 if side is None else 1 - side % 2), kernel // 2) for side in image[1:3]
    ]
    rows = (Items("tuple", (Known(before), Known(after))) for before, after in pairs)
    return Known(Items("tuple", tuple(map(Known, rows))), call.origin)


_COMPARISONS = {
    "equal": "Equal",
    "not_equal": "NotEqual",
    "greater": "GreaterThan",
    "greater_equal": "GreaterThanEqual",
    "less": "LessThan",
    "less_equal": "LessThanEqual",
}
_ROOMS = ("tensorflow.", "tensorflow.math.", "keras.ops.", "numpy.")


@known.knows(*(f"{room}{name}" for name in _COMPARISONS for room in _ROOMS))
def compared(call: Invocation) -> V:
    """Two numbers compared, such as the sizes of two axes."""
    operator = _COMPARISONS[call.name.rpartition(".")[2]]
    return compare(operator, call.get(0, "x"), call.get(1, "y"), call.origin)


@known.knows("reshape")
def reshape(call: Invocation) -> V:
    """``reshape(x, (tf.shape(x)[0], -1, 4))``: the batch stays, so the rest can be told."""
    symbols, sizes = symbols_in(call.get(0, "x"), call.origin), call.get(1, "shape")
    shape = _with_batch_kept(symbols[0].shape, payload(sizes)) if len(symbols) == 1 else None
    if shape is None:
        values = [argument.value for argument in call.arguments]
        return operation("reshape", values, call.origin, call.call)
    return applied("reshape", symbols, Facts(shape), call.origin, call.call)


def _with_batch_kept(shape: Shape | None, target: object) -> Shape | None:
    if not shape or not isinstance(target, Items) or target.is_open or not target.items:
        return None
    first, rest = target.items[0], [payload(item) for item in target.items[1:]]
    total = product(shape[1:])
    if not isinstance(first, SomeNumber) or first.reason != arrays.BATCH_SIZE or total is None:
        return None
    sizes = [size for size in rest if isinstance(size, int)]
    known_part = product(size for size in sizes if size != -1)
    if len(sizes) < len(rest) or sizes.count(-1) != 1 or not known_part or total % known_part:
        return None
    return (None, *(total // known_part if size == -1 else size for size in sizes))


@known.knows("list.as_list")
def as_list(call: Invocation) -> V:
    return call.owner or Unknown()


@known.knows("is_tensor", "is_keras_tensor", "tensorflow.is_tensor")
def is_tensor(call: Invocation) -> V:
    return Known(isinstance(payload(call.get(0, "x")), Symbol))


@known.knows("Symbol.numpy")
def to_numpy(call: Invocation) -> V:
    found = payload(call.owner or Unknown())
    if isinstance(found, Symbol) and found.data is not None:
        return Known(found.data, call.origin)
    return Unknown("a symbolic tensor has no values", call.origin)


@known.knows("keras.activations.get")
def activation(call: Invocation) -> V:
    """The function that a name stands for."""
    value = call.get(0, "identifier")
    text = payload(value)
    if isinstance(value, Known) and text is None:
        return Known(Library("keras.activations.linear"), call.origin)
    if isinstance(text, str):
        name = signatures.from_identifier("activation", text)
        return Known(Library(name or f"keras.activations.{text}"), call.origin)
    return value


@known.knows("Layer.add_weight", "Layer.add_variable", "Model.add_weight")
def add_weight(call: Invocation) -> V:
    """A weight that a layer of the user's makes: it counts in the graph where it is used."""
    given = call.arguments[0].value if call.positional else Known(None)
    position = 1 if isinstance(payload(given), str) else 0
    return weight(call, call.get(position, "shape", Known(Items("tuple", ()))))


def weight(call: Invocation, shape: V) -> V:
    sizes = arrays.sizes_of(shape)
    made = tuple(sizes) if sizes is not None else None
    count = product(made) if made is not None else None
    node = Layer(
        "operation", "weight", None, call.origin, (), None, output_shape=made, parameters=count,
        identity=object(),
    )  # fmt: skip
    return Known(Symbol(node, made), call.origin)


@known.knows("tensorflow.Variable", "keras.Variable")
def variable(call: Invocation) -> V:
    """A weight inside a layer or model of the user's; elsewhere an array."""
    value = call.get(0, "initial_value")
    tensor = tensor_of(value)
    owner = payload(call.run.scope.find("self") or Unknown())
    if not isinstance(owner, LayerObject | ModelObject):
        return value if tensor is not None else Unknown("what it holds is not known", call.origin)
    if isinstance(payload(value), int | float):
        return weight(call, arrays.shape_value(()))
    return weight(call, arrays.shape_value(tensor.shape if tensor is not None else None))


@known.knows("keras.initializers.*()")
def initial(call: Invocation) -> V:
    """What an initializer makes: an array of the shape that is asked for."""
    sizes = arrays.sizes_of(call.get(0, "shape"))
    shape = tuple(sizes) if sizes is not None else None
    return Known(Tensor(shape=shape, dtype="float32", rows=object(), order=object()), call.origin)


@known.knows("tensorflow.stack", "keras.ops.stack", "tensorflow.convert_to_tensor")
def stacked(call: Invocation) -> V:
    """Numbers stacked are a shape more often than data: they stay a list."""
    value = call.get(0, "values")
    found = payload(value)
    if isinstance(found, Items) and not any(tensor_of(item) for item in found.items):
        return value
    tensor = tensor_of(value)
    return Known(tensor, call.origin) if tensor else Unknown("it is not known", call.origin)
