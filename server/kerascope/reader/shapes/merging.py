"""Layers that bring several tensors together."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, NotKnown, listed
from kerascope.reader.shapes.layer_table import Inputs, Output, Rule, no_weights
from kerascope.reader.shapes.sizes import Size, differ, plus, replaced, without, written


def every(inputs: Inputs) -> list[Shape]:
    """All input shapes. Raises NotKnown where one is missing."""
    shapes = [shape for shape in inputs if shape is not None]
    if not shapes or len(shapes) < len(inputs):
        raise NotKnown("an input's shape")
    return shapes


def met(arguments: Arguments, one: Size, other: Size) -> Size:
    """The size along an axis where two tensors meet, 1 stretching to anything."""
    if one is None or other is None:
        # TensorFlow, unlike Keras 3, takes the size that is known for the one that is not.
        return stretchable(one, other) if arguments.keras == 2 else None
    if differ(one, other) and 1 not in (one, other):
        raise arguments.refused(f"cannot join axes of sizes {one} and {other}")
    return other if one == 1 else one


def stretchable(one: Size, other: Size) -> Size:
    """The size that is known, unless it is 1 and may stretch."""
    known = other if one is None else one
    return None if known == 1 else known


def elementwise(arguments: Arguments, one: Shape, other: Shape) -> Shape:
    if len(one) < len(other):
        one, other = other, one
    lead = len(one) - len(other)
    tail = (met(arguments, a, b) for a, b in zip(one[lead:], other, strict=True))
    return (*one[:lead], *tail)


def joined_batch(shapes: list[Shape]) -> Size:
    """The one batch size that is known, None where none or several are."""
    sizes = {shape[0] for shape in shapes} - {None}
    return sizes.pop() if len(sizes) == 1 else None


def elementwise_output(arguments: Arguments, inputs: Inputs) -> Output:
    shapes = every(inputs)
    merged = shapes[0][1:]
    for shape in shapes[1:]:
        try:
            merged = elementwise(arguments, merged, shape[1:])
        except Exception as problem:
            raise with_shapes(problem, shapes) from None
    return (joined_batch(shapes), *merged)


def with_shapes(problem: Exception, shapes: list[Shape]) -> Exception:
    return type(problem)(f"{problem}: its inputs are {' and '.join(map(written, shapes))}")


def concatenate_output(arguments: Arguments, inputs: Inputs) -> Output:
    shapes = every(inputs)
    axis: int = arguments.known("axis")
    if len({len(shape) for shape in shapes}) > 1:
        raise arguments.refused(f"needs inputs of one rank, has {listing(shapes)}")
    first = shapes[0]
    for shape in shapes[1:]:
        if any(
            differ(a, b) for a, b in zip(without(first, axis), without(shape, axis), strict=True)
        ):
            raise arguments.refused(
                f"needs inputs that match except along axis {axis}, has {listing(shapes)}"
            )
    length: Size = 0
    for shape in shapes:
        length = plus(length, shape[axis])
    if arguments.keras == 2:
        first = tuple(
            next((s for s in sizes if s is not None), None) for sizes in zip(*shapes, strict=True)
        )
    return replaced(first, axis, length)


def listing(shapes: list[Shape]) -> str:
    return " and ".join(written(shape) for shape in shapes)


def dot_output(arguments: Arguments, inputs: Inputs) -> Output:
    one, other = every(inputs)
    axes = arguments.known("axes")
    first, second = (axes, axes) if isinstance(axes, int) else listed(axes)
    if first is None or second is None:
        raise NotKnown("axes")
    if differ(one[first], other[second]):
        raise arguments.refused(
            f"needs axes of one size, has {one[first]} and {other[second]} "
            f"in {listing([one, other])}"
        )
    left = (*without(one, first), *without(other, second)[1:])
    return left if len(left) > 1 else (*left, 1)


ELEMENTWISE = ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")

LAYERS: dict[str, Rule] = {
    **{name: Rule(elementwise_output, no_weights) for name in ELEMENTWISE},
    "Concatenate": Rule(concatenate_output, no_weights),
    "Dot": Rule(dot_output, no_weights),
}
