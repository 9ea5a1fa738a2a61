"""Layers around another layer."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, Inner, NotKnown, Refused, items
from kerascope.reader.shapes.convolution import channels
from kerascope.reader.shapes.infer import Inferred, infer
from kerascope.reader.shapes.layer_table import Output, Rule, of_one_input
from kerascope.reader.shapes.sizes import Size, plus, times


def inside(arguments: Arguments, inner: Inner, shape: Shape) -> Inferred:
    """What the wrapped layer or model makes of ``shape``. Raises Refused where it refuses."""
    if inner.model is not None:
        return Inferred(*inner.model(shape))
    found = infer(inner.class_name, inner.config, [shape], arguments.keras)
    if found.problem:
        raise Refused(found.problem)
    return found


def one_shape(output: Output) -> Shape:
    """The output of a layer that has one. Raises NotKnown."""
    if output is None or any(isinstance(size, tuple) for size in output):
        raise NotKnown("one output")
    return tuple(size for size in output if not isinstance(size, tuple))


def several(output: Output) -> list[Shape]:
    return [size for size in output or () if isinstance(size, tuple)]


def same_weights(arguments: Arguments, shape: Shape) -> Size:
    return inside(arguments, arguments.inner("layer"), shape).parameters


def each_step(shape: Shape) -> Shape:
    return (shape[0], *shape[2:])


def distributed_output(arguments: Arguments, shape: Shape) -> Output:
    found = inside(arguments, arguments.inner("layer"), each_step(shape))
    batch, *rest = one_shape(found.output)
    return (batch, shape[1], *rest)


def distributed_weights(arguments: Arguments, shape: Shape) -> Size:
    return same_weights(arguments, each_step(shape))


def bidirectional_output(arguments: Arguments, shape: Shape) -> Output:
    output = inside(arguments, arguments.inner("layer"), shape).output
    whole, *states = several(output) or [one_shape(output)]
    merged = merged_directions(arguments, whole)
    if states or len(merged) > 1:
        return (*merged, *states, *states)
    return merged[0]


def merged_directions(arguments: Arguments, whole: Shape) -> list[Shape]:
    mode = arguments.known("merge_mode")
    if mode is None:
        return [whole, whole]
    return [(*whole[:-1], times(whole[-1], 2)) if mode == "concat" else whole]


def bidirectional_weights(arguments: Arguments, shape: Shape) -> Size:
    forward = same_weights(arguments, shape)
    if arguments.known("backward_layer") is None:
        return times(forward, 2)
    return plus(forward, inside(arguments, arguments.inner("backward_layer"), shape).parameters)


def wrapped_output(arguments: Arguments, shape: Shape) -> Output:
    return inside(arguments, arguments.inner("layer"), shape).output


KERNEL_WIDTH = {"Dense": "units", "Embedding": "output_dim", "EinsumDense": None}


def spectral_weights(arguments: Arguments, shape: Shape) -> Size:
    """The layer's own weights and one vector as wide as its kernel."""
    inner = arguments.inner("layer")
    return plus(same_weights(arguments, shape), kernel_width(arguments, inner, shape))


def kernel_width(arguments: Arguments, inner: Inner, shape: Shape) -> Size:
    reading = Arguments(inner.class_name, inner.config, arguments.keras)
    if inner.class_name.endswith("Transpose"):
        return channels(reading, shape)
    if inner.class_name.startswith("DepthwiseConv"):
        return reading.size("depth_multiplier")
    if inner.class_name.startswith("Conv"):
        return reading.size("filters")
    name = KERNEL_WIDTH.get(inner.class_name)
    return reading.size(name) if name else None


def chained(arguments: Arguments, shape: Shape) -> tuple[Shape, Size]:
    """(output, weights) of a Pipeline's layers, one after the other."""
    weights: Size = 0
    for layer in items(arguments.known("layers")):
        if not isinstance(layer, Inner):
            raise NotKnown("layers")
        found = inside(arguments, layer, shape)
        shape, weights = one_shape(found.output), plus(weights, found.parameters)
    return shape, weights


def pipeline_output(arguments: Arguments, shape: Shape) -> Output:
    return chained(arguments, shape)[0]


def pipeline_weights(arguments: Arguments, shape: Shape) -> Size:
    return chained(arguments, shape)[1]


LAYERS: dict[str, Rule] = {
    "TimeDistributed": of_one_input(distributed_output, distributed_weights, at_least=3),
    "Bidirectional": of_one_input(bidirectional_output, bidirectional_weights),
    "Wrapper": of_one_input(wrapped_output, same_weights),
    "SpectralNormalization": of_one_input(wrapped_output, spectral_weights),
    "Pipeline": of_one_input(pipeline_output, pipeline_weights),
}
