"""Layers that move, cut, pad or repeat values."""

from collections.abc import Callable

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, Refused, expect_rank, listed
from kerascope.reader.shapes.convolution import assembled, channels, pixels
from kerascope.reader.shapes.layer_table import Rule, of_one_input
from kerascope.reader.shapes.sizes import Size, plus, product, times, written


def flatten_output(_arguments: Arguments, shape: Shape) -> Shape:
    return (shape[0], product(shape[1:]))


def reshaped(source: Shape, target: Shape) -> Shape:
    """``source`` as ``target``, whose one -1 takes what is left. Raises Refused."""
    if None in source or None in target:
        return tuple(None if size == -1 else size for size in target)
    values, wanted = product(source) or 0, product(size for size in target if size != -1) or 0
    fits = wanted and values % wanted == 0 if -1 in target else values == wanted
    if not fits:
        raise Refused(f"{written(source)} has {values} values, which do not fill {shown(target)}")
    return tuple(values // wanted if size == -1 else size for size in target)


def shown(target: Shape) -> str:
    return str(tuple("?" if size is None else size for size in target)).replace("'", "")


def reshape_output(arguments: Arguments, shape: Shape) -> Shape:
    try:
        return (shape[0], *reshaped(shape[1:], arguments.shape("target_shape")))
    except Refused as refusal:
        raise arguments.refused(f"cannot be applied: {refusal}") from None


def permute_output(arguments: Arguments, shape: Shape) -> Shape:
    order = listed(arguments.known("dims"))
    expect_rank(arguments, shape, "exactly", len(order) + 1)
    return (shape[0], *(None if axis is None else shape[axis] for axis in order))


def repeat_output(arguments: Arguments, shape: Shape) -> Shape:
    return (shape[0], arguments.size("n"), shape[1])


def upsampling_output(arguments: Arguments, shape: Shape) -> Shape:
    inner = pixels(arguments, shape)
    factors = arguments.sizes("size", len(inner))
    grown = tuple(times(size, factor) for size, factor in zip(inner, factors, strict=True))
    return assembled(arguments, shape[0], grown, channels(arguments, shape))


def padding_output(arguments: Arguments, shape: Shape) -> Shape:
    inner = pixels(arguments, shape)
    pairs = arguments.pairs("padding", len(inner))
    grown = tuple(plus(size, plus(*pair)) for size, pair in zip(inner, pairs, strict=True))
    return assembled(arguments, shape[0], grown, channels(arguments, shape))


def cropping_output(arguments: Arguments, shape: Shape) -> Shape:
    inner = pixels(arguments, shape)
    cuts = arguments.pairs("cropping", len(inner))
    left = tuple(cropped(size, *pair) for size, pair in zip(inner, cuts, strict=True))
    if any(size is not None and size <= 0 for size in left):
        raise arguments.refused(f"cuts away all of {written(inner)}: nothing would be left")
    return assembled(arguments, shape[0], left, channels(arguments, shape))


def cropped(size: Size, before: Size, after: Size) -> Size:
    return None if size is None or before is None or after is None else size - before - after


def of_each_rank(name: str, output: Callable[[Arguments, Shape], Shape]) -> dict[str, Rule]:
    return {f"{name}{rank}D": of_one_input(output, rank=rank + 2) for rank in (1, 2, 3)}


LAYERS: dict[str, Rule] = {
    "Flatten": of_one_input(flatten_output, at_least=1),
    "Reshape": of_one_input(reshape_output),
    "Permute": of_one_input(permute_output),
    "RepeatVector": of_one_input(repeat_output, rank=2),
    **of_each_rank("UpSampling", upsampling_output),
    **of_each_rank("ZeroPadding", padding_output),
    **of_each_rank("Cropping", cropping_output),
}
