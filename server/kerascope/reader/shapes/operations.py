"""Functions on tensors: ``keras.ops``, TensorFlow's own and operators, by their last name."""

from collections.abc import Callable, Mapping

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import (
    Arguments,
    NotKnown,
    Refused,
    listed,
)
from kerascope.reader.shapes.infer import Inferred
from kerascope.reader.shapes.layer_table import Inputs, Output, only
from kerascope.reader.shapes.merging import concatenate_output, every
from kerascope.reader.shapes.reshaping import reshaped, shown
from kerascope.reader.shapes.sizes import Size, differ, plus, product, times, without, written

Operation = Callable[[Arguments, Inputs], Output]


def first_given(arguments: Arguments, *names: str) -> object:
    """The argument under whichever of its names it was given; None where under none."""
    for name in names:
        if name in arguments.values:
            return arguments.known(name)
    return None


def leading(arguments: Arguments, *names: str) -> object:
    """As first_given, for the argument that comes first after the tensors and may go unnamed."""
    return first_given(arguments, *names, "0")


def axes_of(arguments: Arguments, shape: Shape) -> set[int] | None:
    """The axes to work on, counted from 0; None for all of them."""
    axis = leading(arguments, "axis", "axes")
    if axis is None:
        return None
    numbers = (axis,) if isinstance(axis, int) else listed(axis)
    return {number % len(shape) for number in numbers if number is not None}


def unchanged(_arguments: Arguments, inputs: Inputs) -> Output:
    return only(inputs)


def broadcast(arguments: Arguments, inputs: Inputs) -> Output:
    """NumPy's rule: shapes are aligned at their ends, axes of size 1 stretch."""
    first, *others = every(inputs)
    for shape in others:
        first = stretched(arguments, first, shape)
    return first


def stretched(arguments: Arguments, one: Shape, other: Shape) -> Shape:
    rank = max(len(one), len(other))
    padded = ((1,) * (rank - len(one)) + one, (1,) * (rank - len(other)) + other)
    return tuple(met(arguments, a, b, one, other) for a, b in zip(*padded, strict=True))


def met(arguments: Arguments, a: Size, b: Size, one: Shape, other: Shape) -> Size:
    if 1 in (a, b):
        return b if a == 1 else a
    if differ(a, b):
        raise arguments.refused(f"cannot broadcast {written(one)} and {written(other)}")
    return b if a is None else a


def reduced(arguments: Arguments, inputs: Inputs) -> Output:
    return reduced_shape(arguments, inputs)


def reduced_shape(arguments: Arguments, inputs: Inputs) -> Shape:
    shape = only(inputs)
    axes = axes_of(arguments, shape)
    keep = bool(first_given(arguments, "keepdims", "keep_dims"))
    gone = set(range(len(shape))) if axes is None else axes
    sizes = (1 if axis in gone else size for axis, size in enumerate(shape))
    return tuple(size for axis, size in enumerate(sizes) if keep or axis not in gone)


def located(arguments: Arguments, inputs: Inputs) -> Output:
    """argmax and argmin: TensorFlow's look along axis 0 where none is given."""
    if leading(arguments, "axis") is None and "tensorflow" in arguments.class_name:
        return only(inputs)[1:]
    return reduced(arguments, inputs)


def reshape(arguments: Arguments, inputs: Inputs) -> Output:
    target = leading(arguments, "newshape", "shape")
    wanted = (target,) if isinstance(target, int) else listed(target)
    try:
        return reshaped(only(inputs), wanted)
    except NotKnown:
        return tuple(None if size == -1 else size for size in wanted)
    except Refused:
        raise arguments.refused(f"cannot make {shown(wanted)} of {written(only(inputs))}") from None


def flattened(_arguments: Arguments, inputs: Inputs) -> Output:
    return (product(only(inputs)),)


def transposed(arguments: Arguments, inputs: Inputs) -> Output:
    shape, axes = only(inputs), leading(arguments, "axes", "perm", "pattern")
    if axes is None:
        return shape[::-1]
    order = listed(axes)
    if len(order) != len(shape):
        raise arguments.refused(f"has {len(order)} axes for an input with {len(shape)}")
    return tuple(None if axis is None else shape[axis] for axis in order)


def expanded(arguments: Arguments, inputs: Inputs) -> Output:
    shape, axis = only(inputs), leading(arguments, "axis")
    new = {axis} if isinstance(axis, int) else set(listed(axis))
    rank = len(shape) + len(new)
    places = {place % rank for place in new if place is not None}
    sizes = iter(shape)
    return tuple(1 if place in places else next(sizes) for place in range(rank))


def squeezed(arguments: Arguments, inputs: Inputs) -> Output:
    shape = only(inputs)
    axes = axes_of(arguments, shape)
    if axes is None:
        if None in shape:
            raise NotKnown("which axes have size 1")
        return tuple(size for size in shape if size != 1)
    for axis in axes:
        if differ(shape[axis], 1):
            raise arguments.refused(f"cannot drop axis {axis} of {written(shape)}: it is not 1")
    return tuple(size for axis, size in enumerate(shape) if axis not in axes)


def concatenated(arguments: Arguments, inputs: Inputs) -> Output:
    axis = leading(arguments, "axis")
    if axis is None:
        axis = -1 if arguments.class_name.startswith("keras.backend") else 0
    return concatenate_output(Arguments("Concatenate", {"axis": axis}, 2), inputs)


def stacked(arguments: Arguments, inputs: Inputs) -> Output:
    shapes, axis = every(inputs), leading(arguments, "axis")
    if len({len(shape) for shape in shapes}) > 1:
        raise arguments.refused("needs inputs of one rank")
    place = (axis if isinstance(axis, int) else 0) % (len(shapes[0]) + 1)
    return (*shapes[0][:place], len(shapes), *shapes[0][place:])


def multiplied(arguments: Arguments, inputs: Inputs) -> Output:
    """Matrix products over the last two axes, those before them broadcast."""
    one, other = every(inputs)
    if first_given(arguments, "transpose_a"):
        one = (*one[:-2], one[-1], one[-2])
    if first_given(arguments, "transpose_b"):
        other = (*other[:-2], other[-1], other[-2])
    left, right = (1, *one)[-max(2, len(one)) :], (*other, 1) if len(other) == 1 else other
    if differ(left[-1], right[-2]):
        raise arguments.refused(f"cannot multiply {written(one)} by {written(other)}")
    lead = stretched(arguments, left[:-2], right[:-2])
    ends = (left[-2:-1] if len(one) > 1 else ()) + (right[-1:] if len(other) > 1 else ())
    return (*lead, *ends)


def split(arguments: Arguments, inputs: Inputs) -> Output:
    """Into equal parts by number, or at indices (Keras), or into sizes (TensorFlow)."""
    shape = only(inputs)
    axis = first_given(arguments, "axis") or 0
    parts = leading(arguments, "indices_or_sections", "num_or_size_splits")
    if not isinstance(axis, int) or parts is None:
        raise NotKnown("axis")
    sizes = part_sizes(arguments, shape[axis], parts)
    return tuple((*shape[:axis], size, *shape[axis % len(shape) + 1 :]) for size in sizes)


def part_sizes(arguments: Arguments, size: Size, parts: object) -> list[Size]:
    if isinstance(parts, int):
        if size is not None and size % parts:
            raise arguments.refused(f"cannot make {parts} equal parts of {size}")
        return [None if size is None else size // parts] * parts
    numbers = list(listed(parts))
    if "num_or_size_splits" in arguments.values:
        return [None if number == -1 else number for number in numbers]
    ends = [*numbers, size]
    return [plus(end, times(start, -1)) for start, end in zip([0, *numbers], ends, strict=True)]


def repeated(arguments: Arguments, inputs: Inputs) -> Output:
    shape = only(inputs)
    given = next((arguments.values[n] for n in ("repeats", "0") if n in arguments.values), None)
    repeats = given if isinstance(given, int) else None
    axis = first_given(arguments, "axis")
    if not isinstance(axis, int):
        return (times(product(shape), repeats),)
    axis %= len(shape)
    return (*shape[:axis], times(shape[axis], repeats), *shape[axis + 1 :])


def tiled(arguments: Arguments, inputs: Inputs) -> Output:
    given = leading(arguments, "repeats", "multiples")
    shape, factors = only(inputs), (given,) if isinstance(given, int) else listed(given)
    rank = max(len(shape), len(factors))
    padded = ((1,) * (rank - len(shape)) + shape, (1,) * (rank - len(factors)) + factors)
    return tuple(times(size, factor) for size, factor in zip(*padded, strict=True))


def one_hot(arguments: Arguments, inputs: Inputs) -> Output:
    depth, axis = leading(arguments, "num_classes", "depth"), first_given(arguments, "axis")
    if axis not in (None, -1):
        raise NotKnown("axis")
    return (*only(inputs), depth if isinstance(depth, int) else None)


def broadcast_to(arguments: Arguments, _inputs: Inputs) -> Output:
    return listed(leading(arguments, "shape"))


def swapped(arguments: Arguments, inputs: Inputs) -> Output:
    shape = list(only(inputs))
    one, other = arguments.known("axis1"), arguments.known("axis2")
    shape[one], shape[other] = shape[other], shape[one]
    return tuple(shape)


def taken_apart(arguments: Arguments, inputs: Inputs) -> Output:
    """unstack: one tensor for each index along an axis."""
    shape, axis = only(inputs), first_given(arguments, "axis") or 0
    if not isinstance(axis, int) or shape[axis] is None:
        raise NotKnown("the number of parts")
    return (without(shape, axis),) * (shape[axis] or 0)


def named(operation: Operation, names: str) -> dict[str, Operation]:
    return dict.fromkeys(names.split(), operation)


OPERATIONS: dict[str, Operation] = {
    **named(
        unchanged,
        "abs absolute cast clip clip_by_value convert_to_tensor cos cumsum dropout elu erf exp "
        "exponential flip floor ceil gelu hard_sigmoid hard_silu identity l2_normalize leaky_relu "
        "linear log log1p log_softmax log_sigmoid logical_not negative neg normalize ones_like "
        "reciprocal relu relu6 reverse roll round rsqrt selu sigmoid sign silu sin softmax "
        "softplus softsign sort sqrt square stop_gradient swish tan tanh tanh_shrink zeros_like "
        "hard_swish mish celu squareplus argsort isnan isfinite sinh cosh to_float expm1 "
        "acos acosh asin asinh atan arctan atanh cumprod is_nan is_inf is_finite isinf digamma "
        "lgamma erfc erfinv log10 log2 nan_to_num reciprocal_no_nan rint trunc sinc invert "
        "bitwise_not clip_by_norm random_shuffle shuffle soft_shrink hard_shrink sparsemax",
    ),
    **named(
        broadcast,
        "add subtract sub multiply mul divide div truediv divide_no_nan true_divide floor_divide "
        "floordiv mod power pow maximum minimum equal not_equal less less_equal greater "
        "greater_equal logical_and logical_or logical_xor squared_difference where arctan2 add_n "
        "floormod remainder fmod multiply_no_nan xdivy xlogy atan2 bitwise_and bitwise_or "
        "bitwise_xor logaddexp",
    ),
    **named(
        reduced,
        "sum mean max min amax amin prod all any std var variance median logsumexp norm "
        "reduce_sum reduce_mean reduce_max reduce_min reduce_prod reduce_all reduce_any "
        "reduce_std reduce_variance reduce_logsumexp average count_nonzero",
    ),
    **named(located, "argmax argmin"),
    **named(reshape, "reshape"),
    **named(flattened, "ravel"),
    **named(transposed, "transpose permute_dimensions"),
    **named(expanded, "expand_dims"),
    **named(squeezed, "squeeze"),
    **named(concatenated, "concatenate concat"),
    **named(stacked, "stack"),
    **named(taken_apart, "unstack"),
    **named(multiplied, "matmul"),
    **named(split, "split"),
    **named(repeated, "repeat"),
    **named(tiled, "tile"),
    **named(one_hot, "one_hot"),
    **named(broadcast_to, "broadcast_to"),
    **named(swapped, "swapaxes"),
}
"""By the last part of the function's name."""


def infer_op(name: str, arguments: Mapping[str, object], inputs: Inputs) -> Output:
    """The shape of what a function on tensors returns; a tuple of shapes where it splits.

    ``name`` may be dotted (``keras.ops.reshape``, ``tensorflow.concat``): the last part counts.
    ``inputs`` are its tensors in order of writing, a list of them spread out, a scalar operand
    as ``()``; all axes count, the batch's too. ``arguments`` holds the others by the library's
    own parameter names (``axis``, ``keepdims``, ``newshape`` or ``shape``, ``axes`` or
    ``perm``...), or ``"0"`` for the first one where it was not named. None for functions that
    are not known. Never raises.
    """
    return infer_operation(name, arguments, inputs).output


def infer_operation(name: str, arguments: Mapping[str, object], inputs: Inputs) -> Inferred:
    """As ``infer_op``, with the problem in a sentence where the library would refuse."""
    operation = OPERATIONS.get(name.rpartition(".")[2])
    if operation is None:
        return Inferred()
    try:
        return Inferred(operation(Arguments(name, arguments, 3), inputs), 0)
    except Refused as refusal:
        return Inferred(problem=str(refusal))
    except (NotKnown, TypeError, ValueError, IndexError, ZeroDivisionError):
        return Inferred(parameters=0)
