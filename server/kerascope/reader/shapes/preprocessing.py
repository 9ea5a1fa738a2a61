"""Preprocessing: images to a size, categories to numbers, text to tokens, sound to spectra."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, NotKnown, items
from kerascope.reader.shapes.layer_table import Inputs, Output, Rule, no_weights, of_one_input
from kerascope.reader.shapes.merging import every
from kerascope.reader.shapes.sizes import Size, ceil_divided, plus


def resized(arguments: Arguments, shape: Shape, height: Size, width: Size) -> Shape:
    """An image or a batch of images with another height and width."""
    if len(shape) not in (3, 4):
        raise arguments.refused(
            f"expects images with 3 or 4 dimensions, the input has {len(shape)}"
        )
    if arguments.channels_first():
        return (*shape[:-2], height, width)
    return (*shape[:-3], height, width, shape[-1])


def sized_output(arguments: Arguments, shape: Shape) -> Shape:
    return resized(arguments, shape, arguments.size("height"), arguments.size("width"))


def random_height_output(_arguments: Arguments, shape: Shape) -> Shape:
    return (*shape[:-3], None, *shape[-2:])


def random_width_output(_arguments: Arguments, shape: Shape) -> Shape:
    return (*shape[:-2], None, shape[-1])


def encoded(mode: object, shape: Shape, depth: Size) -> Shape:
    """Categories as vectors of ``depth`` numbers, a last axis of size 1 giving way."""
    if not shape:
        return (depth,)
    if mode == "one_hot" and (shape[-1] != 1 or len(shape) == 1):
        if shape[-1] is None:
            raise NotKnown("whether the last axis gives way")
        return (*shape, depth)
    return (*shape[:-1], depth)


def category_output(arguments: Arguments, shape: Shape) -> Shape:
    return encoded(arguments.known("output_mode"), shape, arguments.size("num_tokens"))


def binned(arguments: Arguments, shape: Shape, depth: Size) -> Shape:
    mode = arguments.known("output_mode")
    return shape if mode == "int" else encoded(mode, shape, depth)


def hashing_output(arguments: Arguments, shape: Shape) -> Shape:
    return binned(arguments, shape, arguments.size("num_bins"))


def crossing_output(arguments: Arguments, inputs: Inputs) -> Output:
    return binned(arguments, every(inputs)[0], arguments.size("num_bins"))


def discretization_output(arguments: Arguments, shape: Shape) -> Shape:
    boundaries = arguments.known("bin_boundaries")
    depth = arguments.size("num_bins") if boundaries is None else len(boundaries) + 1
    return binned(arguments, shape, depth)


def discretization_weights(arguments: Arguments, _inputs: Inputs) -> Size:
    if arguments.keras == 2 and arguments.known("bin_boundaries") is None:
        raise NotKnown("the summary's size")
    return 0


def vocabulary_size(arguments: Arguments) -> Size:
    """How wide an encoded token is. Raises NotKnown before the vocabulary is known."""
    if arguments.flag("pad_to_max_tokens"):
        return arguments.size("max_tokens")
    vocabulary = arguments.known("vocabulary")
    if vocabulary is None or isinstance(vocabulary, str):
        raise NotKnown("vocabulary")
    has_oov = arguments.class_name != "TextVectorization"
    return plus(len(items(vocabulary)), arguments.size("num_oov_indices") if has_oov else 1)


def lookup_output(arguments: Arguments, shape: Shape) -> Shape:
    mode = arguments.known("output_mode")
    if mode == "int":
        return shape
    depth = vocabulary_size(arguments)
    if arguments.keras == 2 and mode != "one_hot":
        return (shape[0], depth)
    return encoded(mode, shape, depth)


def text_output(arguments: Arguments, shape: Shape) -> Shape:
    """(batch, tokens) or, as counts, (batch, vocabulary)."""
    if arguments.known("ragged"):
        raise NotKnown("ragged tokens")
    if arguments.known("output_mode") == "int":
        return (shape[0], arguments.size("output_sequence_length"))
    has_tokens = arguments.keras == 3 and arguments.known("split") is not None
    return (*(shape if has_tokens else shape[:1]), vocabulary_size(arguments))


def mel_output(arguments: Arguments, shape: Shape) -> Shape:
    stride = arguments.size("sequence_stride")
    frames = ceil_divided(plus(shape[-1], 2), stride)
    return (*shape[:-1], arguments.size("num_mel_bins"), frames)


LAYERS: dict[str, Rule] = {
    **{name: of_one_input(sized_output) for name in ("CenterCrop", "RandomCrop", "Resizing")},
    "RandomHeight": of_one_input(random_height_output),
    "RandomWidth": of_one_input(random_width_output),
    "CategoryEncoding": of_one_input(category_output),
    "Hashing": of_one_input(hashing_output),
    "HashedCrossing": Rule(crossing_output, no_weights),
    "Discretization": Rule(of_one_input(discretization_output).output, discretization_weights),
    "StringLookup": of_one_input(lookup_output),
    "IntegerLookup": of_one_input(lookup_output),
    "TextVectorization": of_one_input(text_output),
    "MelSpectrogram": of_one_input(mel_output),
}
