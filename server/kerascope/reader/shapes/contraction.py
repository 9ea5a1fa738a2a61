"""Sums of products over chosen axes: einsum, tensordot, dot; and picking along an axis."""

from kerascope.reader.shapes.arguments import Arguments, NotKnown, items, listed
from kerascope.reader.shapes.layer_table import Inputs, Output, only
from kerascope.reader.shapes.merging import every
from kerascope.reader.shapes.operations import Operation, first_given, leading, reduced_shape
from kerascope.reader.shapes.sizes import Size


def einsum(arguments: Arguments, inputs: Inputs) -> Output:
    """Explicit equations only (``bij,bjk->bik``)."""
    equation = leading(arguments, "subscripts", "equation")
    if not isinstance(equation, str) or "->" not in equation or "..." in equation:
        raise NotKnown("the equation")
    terms, _, result = equation.replace(" ", "").partition("->")
    sizes: dict[str, Size] = {}
    for letters, shape in zip(terms.split(","), every(inputs), strict=True):
        for letter, size in zip(letters, shape, strict=True):
            sizes[letter] = sizes.get(letter) or size
    return tuple(sizes[letter] for letter in result)


def tensordot(arguments: Arguments, inputs: Inputs) -> Output:
    one, other = every(inputs)
    axes = leading(arguments, "axes")
    if isinstance(axes, int):
        return (*one[: len(one) - axes], *other[axes:])
    left, right = ({axis} if isinstance(axis, int) else set(listed(axis)) for axis in items(axes))
    gone = {a % len(one) for a in left if a is not None}
    met = {a % len(other) for a in right if a is not None}
    rest = tuple(size for axis, size in enumerate(other) if axis not in met)
    return (*(size for axis, size in enumerate(one) if axis not in gone), *rest)


def dot(_arguments: Arguments, inputs: Inputs) -> Output:
    one, other = every(inputs)
    if len(other) == 1:
        return one[:-1]
    return (*one[:-1], *other[:-2], other[-1])


def gathered(arguments: Arguments, inputs: Inputs) -> Output:
    """Slices of the first input at the indices that the second holds."""
    shape, indices = every(inputs)
    axis = first_given(arguments, "axis")
    batch = first_given(arguments, "batch_dims") or 0
    place = axis if isinstance(axis, int) else batch
    if not isinstance(place, int) or not isinstance(batch, int):
        raise NotKnown("axis")
    place %= len(shape)
    return (*shape[:place], *indices[batch:], *shape[place + 1 :])


def gathered_points(_arguments: Arguments, inputs: Inputs) -> Output:
    shape, indices = every(inputs)
    depth = indices[-1]
    if depth is None:
        raise NotKnown("how deep the indices reach")
    return (*indices[:-1], *shape[depth:])


def along_axis(_arguments: Arguments, inputs: Inputs) -> Output:
    return every(inputs)[1]


def largest(arguments: Arguments, inputs: Inputs) -> Output:
    """top_k: the values and where they were."""
    count = leading(arguments, "k")
    found = (*only(inputs)[:-1], count if isinstance(count, int) else None)
    return (found, found)


def segmented(arguments: Arguments, inputs: Inputs) -> Output:
    given = (arguments.values.get(name) for name in ("num_segments", "1", "0"))
    count = next((value for value in given if value is not None), None)
    return (count if isinstance(count, int) else None, *every(inputs)[0][1:])


def counted(_arguments: Arguments, inputs: Inputs) -> Output:
    """bincount: as long as the largest number."""
    if len(every(inputs)[0]) != 1:
        raise NotKnown("axis")
    return (None,)


def short_time_spectrum(arguments: Arguments, inputs: Inputs) -> Output:
    """stft: frames, then frequencies."""
    *lead, length = only(inputs)
    names = (("frame_length", "0"), ("frame_step", "1"), ("fft_length", "2"))
    frame, step, transform = (first_given(arguments, *each) for each in names)
    if not isinstance(frame, int) or not isinstance(step, int):
        raise NotKnown("frame_length")
    whole = transform if isinstance(transform, int) else 1 << (frame - 1).bit_length()
    frames = None if length is None else max(0, (length - frame) // step + 1)
    return (*lead, frames, whole // 2 + 1)


def matrix_transposed(_arguments: Arguments, inputs: Inputs) -> Output:
    *lead, rows, columns = only(inputs)
    return (*lead, columns, rows)


def moments(arguments: Arguments, inputs: Inputs) -> Output:
    """Mean and variance over some axes."""
    shape = reduced_shape(arguments, inputs)
    return (shape, shape)


def spectrum(_arguments: Arguments, inputs: Inputs) -> Output:
    return only(inputs)


OPERATIONS: dict[str, Operation] = {
    "matrix_transpose": matrix_transposed,
    "adjoint": matrix_transposed,
    "moments": moments,
    "fft": spectrum,
    "fft2d": spectrum,
    "ifft2d": spectrum,
    "real": spectrum,
    "complex": spectrum,
    "einsum": einsum,
    "tensordot": tensordot,
    "dot": dot,
    "take": gathered,
    "gather": gathered,
    "embedding_lookup": gathered,
    "gather_nd": gathered_points,
    "take_along_axis": along_axis,
    "top_k": largest,
    "segment_sum": segmented,
    "segment_mean": segmented,
    "unsorted_segment_sum": segmented,
    "unsorted_segment_mean": segmented,
    "unsorted_segment_max": segmented,
    "unsorted_segment_min": segmented,
    "unsorted_segment_prod": segmented,
    "segment_max": segmented,
    "bincount": counted,
    "stft": short_time_spectrum,
}
