"""Normalisation layers and their scales, offsets and moving statistics."""

from collections.abc import Iterable

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, NotKnown, listed
from kerascope.reader.shapes.layer_table import Rule, of_one_input
from kerascope.reader.shapes.sizes import Size, product, times
from kerascope.reader.shapes.unchanged import same


def over_axes(arguments: Arguments, shape: Shape) -> Size:
    """The number of values along the layer's ``axis`` or axes."""
    axis = arguments.known("axis")
    axes: Iterable[Size] = (axis,) if isinstance(axis, int) else listed(axis or ())
    sizes: list[Size] = []
    for one in axes:
        if one is None:
            raise NotKnown("axis")
        if not -len(shape) <= one < len(shape):
            raise arguments.refused(f"has axis={one}, the input has {len(shape)} dimensions")
        sizes.append(shape[one])
    return product(sizes)


def scale_and_offset(arguments: Arguments) -> int:
    return arguments.flag("scale") + arguments.flag("center")


def batch_weights(arguments: Arguments, shape: Shape) -> Size:
    moving = 5 if arguments.flag("renorm") else 2
    return times(over_axes(arguments, shape), moving + scale_and_offset(arguments))


def layer_weights(arguments: Arguments, shape: Shape) -> Size:
    per_value = 1 if arguments.known("rms_scaling") else scale_and_offset(arguments)
    return times(over_axes(arguments, shape), per_value)


def group_output(arguments: Arguments, shape: Shape) -> Shape:
    depth, groups = over_axes(arguments, shape), arguments.size("groups")
    if depth is not None and groups is not None and groups > 0 and depth % groups:
        raise arguments.refused(f"has groups={groups}, which does not divide its {depth} channels")
    return shape


def rms_weights(arguments: Arguments, shape: Shape) -> Size:
    return over_axes(arguments, shape)


def adapted_weights(arguments: Arguments, shape: Shape) -> Size:
    """Normalization's mean, variance and count, unless they were given."""
    if arguments.known("mean") is not None:
        return 0
    size = over_axes(arguments, shape)
    return None if size is None else 2 * size + 1


def output_on_axis(arguments: Arguments, shape: Shape) -> Shape:
    over_axes(arguments, shape)
    return shape


LAYERS: dict[str, Rule] = {
    "BatchNormalization": of_one_input(output_on_axis, batch_weights),
    "LayerNormalization": of_one_input(same, layer_weights),
    "GroupNormalization": of_one_input(group_output, layer_weights),
    "RMSNormalization": of_one_input(same, rms_weights),
    "Normalization": of_one_input(same, adapted_weights),
}
