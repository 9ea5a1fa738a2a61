"""Functions on images: patches, sizes, margins, blocks."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, NotKnown, items, listed
from kerascope.reader.shapes.layer_table import Inputs, Output, only
from kerascope.reader.shapes.operations import Operation, first_given, leading
from kerascope.reader.shapes.sizes import Size, ceil_divided, plus, product, times


def sides(value: object) -> tuple[Size, Size]:
    """Height and width, from one number, two, or four with batch and channels around."""
    if isinstance(value, int):
        return value, value
    numbers = listed(value)
    return (numbers[1], numbers[2]) if len(numbers) == 4 else (numbers[0], numbers[1])


def patches(arguments: Arguments, inputs: Inputs) -> Output:
    """Each patch's pixels as channels."""
    batch, *space, channels = only(inputs)
    size = sides(leading(arguments, "sizes", "size"))
    strides = first_given(arguments, "strides")
    steps = sides(strides) if strides is not None else size
    padding = str(first_given(arguments, "padding") or "valid").lower()
    counts = (
        ceil_divided(whole, step)
        if padding == "same"
        else ceil_divided(plus(plus(whole, times(side, -1)), 1), step)
        for whole, side, step in zip(space, size, steps, strict=True)
    )
    return (batch, *counts, product((*size, channels)))


def resized(arguments: Arguments, inputs: Inputs) -> Output:
    shape = only(inputs)
    given = leading(arguments, "size")
    height, width = sides(given) if given is not None else (None, None)
    return (*shape[:-3], height, width, shape[-1])


def resized_to_sides(arguments: Arguments, inputs: Inputs) -> Output:
    """resize_with_pad and the like: height and width are two arguments."""
    return _with_sides(arguments, inputs, "0", "1")


def padded(arguments: Arguments, inputs: Inputs) -> Output:
    shape, given = only(inputs), leading(arguments, "paddings", "pad_width")
    try:
        margins = [listed(pair) for pair in items(given)]
    except NotKnown:
        return (None,) * len(shape)
    pairs = zip(shape, margins, strict=True)
    return tuple(plus(size, plus(before, after)) for size, (before, after) in pairs)


def cropped(arguments: Arguments, inputs: Inputs) -> Output:
    size = listed(leading(arguments, "size"))
    return (*only(inputs)[: -len(size)], *size)


def grey(_arguments: Arguments, inputs: Inputs) -> Output:
    return (*only(inputs)[:-1], 1)


def coloured(_arguments: Arguments, inputs: Inputs) -> Output:
    return (*only(inputs)[:-1], 3)


def unblocked(arguments: Arguments, inputs: Inputs) -> Output:
    """depth_to_space: channels become pixels."""
    batch, height, width, channels = only(inputs)
    block = leading(arguments, "block_size")
    if not isinstance(block, int):
        raise NotKnown("block_size")
    depth = None if channels is None else channels // block**2
    return (batch, times(height, block), times(width, block), depth)


def blocked(arguments: Arguments, inputs: Inputs) -> Output:
    batch, height, width, channels = only(inputs)
    block = leading(arguments, "block_size")
    if not isinstance(block, int):
        raise NotKnown("block_size")
    tall, wide = ceil_divided(height, block), ceil_divided(width, block)
    return (batch, tall, wide, times(channels, block**2))


def same_image(_arguments: Arguments, inputs: Inputs) -> Shape:
    return only(inputs)


def framed(arguments: Arguments, inputs: Inputs) -> Output:
    """crop_to_bounding_box and pad_to_bounding_box: the sides follow two offsets."""
    return _with_sides(arguments, inputs, "2", "3")


def _with_sides(arguments: Arguments, inputs: Inputs, height: str, width: str) -> Output:
    """The sides are two arguments, at these positions where they are not named."""
    shape = only(inputs)
    given = (
        first_given(arguments, "target_height", height),
        first_given(arguments, "target_width", width),
    )
    both = (size if isinstance(size, int) else None for size in given)
    return (*shape[:-3], *both, shape[-1])


def cut_out(arguments: Arguments, inputs: Inputs) -> Output:
    """crop_and_resize: one image for each box."""
    images, boxes = inputs[0], inputs[1] if len(inputs) > 1 else None
    given = first_given(arguments, "crop_size", "2", "1", "0")
    height, width = sides(given) if given is not None else (None, None)
    return (boxes[0] if boxes else None, height, width, images[-1] if images else None)


def some_crop(_arguments: Arguments, inputs: Inputs) -> Output:
    shape = only(inputs)
    return (*shape[:-3], None, None, shape[-1])


OPERATIONS: dict[str, Operation] = {
        "extract_patches": patches,
        "resize": resized,
        "resize_with_pad": resized_to_sides,
        "resize_with_crop_or_pad": resized_to_sides,
        "pad": padded,
        "random_crop": cropped,
        "stateless_random_crop": cropped,
        "crop_to_bounding_box": framed,
        "pad_to_bounding_box": framed,
        "central_crop": some_crop,
        "crop_and_resize": cut_out,
        "rgb_to_grayscale": grey,
        "grayscale_to_rgb": coloured,
        "depth_to_space": unblocked,
        "space_to_depth": blocked,
        **dict.fromkeys(
            (
                "flip_left_right", "flip_up_down", "random_flip_left_right", "random_flip_up_down",
                "stateless_random_flip_left_right", "stateless_random_flip_up_down",
                "random_hue", "random_saturation", "random_jpeg_quality", "stateless_random_hue",
                "stateless_random_saturation", "stateless_random_brightness", "adjust_gamma",
                "stateless_random_contrast", "stateless_random_jpeg_quality", "adjust_hue",
                "adjust_saturation", "adjust_jpeg_quality", "rgb_to_hsv", "hsv_to_rgb",
                "adjust_brightness", "adjust_contrast", "random_brightness", "random_contrast",
                "per_image_standardization", "convert_image_dtype", "preprocess_input", "band_part",
                "softmax_cross_entropy", "glu", "l2_norm", "standardize", "batch_normalization",
                "ensure_shape", "hard_tanh", "sparse_plus", "threshold", "logit", "sigmoid_v2",
            ),
            same_image,
        ),
}  # fmt: skip
