"""Convolutions, plain, transposed, depthwise, separable and locally connected."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, NotKnown
from kerascope.reader.shapes.core import bias, low_rank
from kerascope.reader.shapes.layer_table import Rule, of_one_input
from kerascope.reader.shapes.sizes import Size, ceil_divided, plus, product, times, total, written


def spatial_rank(arguments: Arguments) -> int:
    """2 for ``Conv2D`` and for ``Conv2DTranspose``."""
    return int(next(letter for letter in arguments.class_name if letter.isdigit()))


def channels(arguments: Arguments, shape: Shape) -> Size:
    return shape[1] if arguments.channels_first() else shape[-1]


def pixels(arguments: Arguments, shape: Shape) -> Shape:
    """The sizes that a kernel slides over."""
    return shape[2:] if arguments.channels_first() else shape[1:-1]


def assembled(arguments: Arguments, batch: Size, inner: Shape, depth: Size) -> Shape:
    if arguments.channels_first():
        return (batch, depth, *inner)
    return (batch, *inner, depth)


def windows(arguments: Arguments, shape: Shape, window: str) -> Shape:
    """How often a window (kernel or pool) fits along each axis. Raises Refused for none."""
    inner = pixels(arguments, shape)
    extents = arguments.sizes(window, len(inner))
    given = arguments.get("strides") is not None
    strides = arguments.sizes("strides", len(inner)) if given else extents
    dilations = None
    if arguments.get("dilation_rate") is not None:
        dilations = arguments.sizes("dilation_rate", len(inner))
    dilated = [
        dilated_extent(extent, dilation)
        for extent, dilation in zip(extents, dilations or (1,) * len(inner), strict=True)
    ]
    if str(arguments.known("padding")).lower() != "valid":
        return tuple(ceil_divided(*pair) for pair in zip(inner, strides, strict=True))
    if any(
        size is not None and n is not None and size < n
        for size, n in zip(inner, dilated, strict=True)
    ):
        raise arguments.refused(nothing_left(window, dilated, inner))
    return tuple(
        ceil_divided(plus(size, None if extent is None else 1 - extent), stride)
        for size, extent, stride in zip(inner, dilated, strides, strict=True)
    )


def dilated_extent(extent: Size, dilation: Size) -> Size:
    return plus(times(plus(extent, -1), dilation), 1)


def nothing_left(window: str, extents: list[Size], inner: Shape) -> str:
    name = "kernel" if window == "kernel_size" else "window"
    return (
        f"cannot be applied: a {written(extents)} {name} does not fit "
        f"{written(inner)} input, the output would have no pixels left"
    )


def expect_divisible(arguments: Arguments, depth: Size, what: str) -> None:
    groups = arguments.size("groups")
    if groups and depth is not None and depth % groups:
        raise arguments.refused(f"has groups={groups}, which does not divide its {depth} {what}")


def conv_output(arguments: Arguments, shape: Shape) -> Shape:
    filters = arguments.size("filters")
    expect_divisible(arguments, filters, "filters")
    expect_divisible(arguments, channels(arguments, shape), "input channels")
    return assembled(arguments, shape[0], windows(arguments, shape, "kernel_size"), filters)


def conv_weights(arguments: Arguments, shape: Shape) -> Size:
    filters, depth = arguments.size("filters"), channels(arguments, shape)
    groups = arguments.known("groups")
    extents = arguments.sizes("kernel_size", spatial_rank(arguments))
    kernel = (*extents, None if depth is None else depth // groups, filters)
    return total((product(kernel), bias(arguments, filters), low_rank(arguments, kernel)))


def depthwise_output(arguments: Arguments, shape: Shape) -> Shape:
    depth = times(channels(arguments, shape), arguments.size("depth_multiplier"))
    return assembled(arguments, shape[0], windows(arguments, shape, "kernel_size"), depth)


def depthwise_kernel(arguments: Arguments, shape: Shape) -> Shape:
    extents = arguments.sizes("kernel_size", spatial_rank(arguments))
    return (*extents, channels(arguments, shape), arguments.size("depth_multiplier"))


def depthwise_weights(arguments: Arguments, shape: Shape) -> Size:
    kernel = depthwise_kernel(arguments, shape)
    return plus(product(kernel), bias(arguments, product(kernel[-2:])))


def separable_output(arguments: Arguments, shape: Shape) -> Shape:
    inner = windows(arguments, shape, "kernel_size")
    return assembled(arguments, shape[0], inner, arguments.size("filters"))


def separable_weights(arguments: Arguments, shape: Shape) -> Size:
    depthwise, filters = depthwise_kernel(arguments, shape), arguments.size("filters")
    pointwise = product((*depthwise[-2:], filters))
    return total((product(depthwise), pointwise, bias(arguments, filters)))


def transposed_extent(arguments: Arguments, sizes: tuple[Size, Size, Size, Size, Size]) -> Size:
    """(input, kernel, stride, dilation, output padding or None) -> output along one axis."""
    size, extent, stride, dilation, added = sizes
    extent = dilated_extent(extent, dilation)
    valid = str(arguments.known("padding")).lower() == "valid"
    if size is None or extent is None or stride is None:
        return None
    if arguments.get("output_padding") is None:
        return size * stride + (max(extent - stride, 0) if valid else 0)
    return plus((size - 1) * stride + (extent if valid else extent % 2), added)


def transposed_output(arguments: Arguments, shape: Shape) -> Shape:
    inner = pixels(arguments, shape)
    rank = len(inner)
    added = (None,) * rank
    if arguments.get("output_padding") is not None:
        added = arguments.sizes("output_padding", rank)
    each = zip(
        inner,
        arguments.sizes("kernel_size", rank),
        arguments.sizes("strides", rank),
        arguments.sizes("dilation_rate", rank),
        added,
        strict=True,
    )
    grown = tuple(transposed_extent(arguments, sizes) for sizes in each)
    return assembled(arguments, shape[0], grown, arguments.size("filters"))


def transposed_weights(arguments: Arguments, shape: Shape) -> Size:
    filters = arguments.size("filters")
    extents = arguments.sizes("kernel_size", spatial_rank(arguments))
    kernel = product((*extents, filters, channels(arguments, shape)))
    return plus(kernel, bias(arguments, filters))


def local_weights(arguments: Arguments, shape: Shape) -> Size:
    """Locally connected layers have a kernel of their own for every output pixel."""
    filters, depth = arguments.size("filters"), channels(arguments, shape)
    outputs = product(windows(arguments, shape, "kernel_size"))
    if arguments.known("implementation") == 3:
        raise NotKnown("a sparse kernel's size")
    if arguments.known("implementation") == 2:
        kernel = product((*pixels(arguments, shape), depth, outputs, filters))
    else:
        extents = arguments.sizes("kernel_size", spatial_rank(arguments))
        kernel = product((outputs, *extents, depth, filters))
    return plus(kernel, bias(arguments, times(outputs, filters)))


def stft_bins(arguments: Arguments) -> Size:
    length, frame = arguments.size("fft_length"), arguments.size("frame_length")
    if length is None and frame is not None and arguments.get("fft_length") is None:
        length = 1 << (frame - 1).bit_length()
    return None if length is None else length // 2 + 1


def stft_output(arguments: Arguments, shape: Shape) -> Shape:
    frame, step = arguments.size("frame_length"), arguments.size("frame_step")
    if arguments.get("frame_step") is None and frame is not None:
        step = frame // 2
    inner = {"kernel_size": frame, "strides": step, "padding": arguments.get("padding")}
    sliding = Arguments("Conv1D", inner | {"data_format": arguments.get("data_format")}, 3)
    (times_,) = windows(sliding, shape, "kernel_size")
    depth = channels(arguments, shape)
    bins = times(stft_bins(arguments), 2 if arguments.known("mode") == "stft" else 1)
    if not arguments.flag("expand_dims"):
        return assembled(arguments, shape[0], (times_,), times(bins, depth))
    return assembled(arguments, shape[0], (times_, bins), depth)


def stft_weights(arguments: Arguments, _shape: Shape) -> Size:
    kernels = 1 if arguments.known("mode") in ("real", "imag") else 2
    return product((kernels, arguments.size("frame_length"), stft_bins(arguments)))


LAYERS: dict[str, Rule] = {"STFTSpectrogram": of_one_input(stft_output, stft_weights, rank=3)}
for _n in (1, 2, 3):
    LAYERS[f"Conv{_n}D"] = of_one_input(conv_output, conv_weights, rank=_n + 2)
    LAYERS[f"Conv{_n}DTranspose"] = of_one_input(transposed_output, transposed_weights, rank=_n + 2)
for _n in (1, 2):
    LAYERS[f"DepthwiseConv{_n}D"] = of_one_input(depthwise_output, depthwise_weights, rank=_n + 2)
    LAYERS[f"SeparableConv{_n}D"] = of_one_input(separable_output, separable_weights, rank=_n + 2)
    LAYERS[f"LocallyConnected{_n}D"] = of_one_input(separable_output, local_weights, rank=_n + 2)
