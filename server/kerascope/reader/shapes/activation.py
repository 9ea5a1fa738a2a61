"""Activation layers that learn."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, listed
from kerascope.reader.shapes.layer_table import Rule, of_one_input
from kerascope.reader.shapes.sizes import Size, product
from kerascope.reader.shapes.unchanged import same


def prelu_weights(arguments: Arguments, shape: Shape) -> Size:
    axes = arguments.known("shared_axes")
    shared = {axes} if isinstance(axes, int) else set(listed(axes or ()))
    return product(1 if axis in shared else size for axis, size in enumerate(shape) if axis)


LAYERS: dict[str, Rule] = {"PReLU": of_one_input(same, prelu_weights)}
