"""Dense, embedding and input layers."""

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, NotKnown
from kerascope.reader.shapes.layer_table import Inputs, Output, Rule, no_weights, of_one_input
from kerascope.reader.shapes.sizes import Size, differ, plus, product, times, total, written


def bias(arguments: Arguments, size: Size) -> Size:
    """The weights of a bias of this size, 0 without one."""
    return size if arguments.flag("use_bias") else 0


def low_rank(arguments: Arguments, kernel: Shape) -> Size:
    """The two low-rank matrices beside a kernel of this shape, 0 without LoRA."""
    if not arguments.known("lora_rank"):
        return 0
    rank = arguments.size("lora_rank")
    return plus(product((*kernel[:-1], rank)), times(rank, kernel[-1]))


def dense_output(arguments: Arguments, shape: Shape) -> Shape:
    return (*shape[:-1], arguments.size("units"))


def dense_weights(arguments: Arguments, shape: Shape) -> Size:
    kernel = (shape[-1], arguments.size("units"))
    return total((product(kernel), bias(arguments, kernel[1]), low_rank(arguments, kernel)))


def embedding_output(arguments: Arguments, shape: Shape) -> Shape:
    return (*shape, arguments.size("output_dim"))


def embedding_weights(arguments: Arguments, _inputs: Inputs) -> Size:
    kernel = (arguments.size("input_dim"), arguments.size("output_dim"))
    reversed_too = arguments.class_name == "ReversibleEmbedding" and not arguments.flag(
        "tie_weights"
    )
    tables = times(product(kernel), 2 if reversed_too else 1)
    return plus(tables, low_rank(arguments, kernel))


def einsum_parts(arguments: Arguments) -> tuple[str, str, str]:
    """Input, kernel and output of the equation, an ellipsis as one dot."""
    operands, _, output = str(arguments.known("equation")).replace("...", ".").partition("->")
    data, _, kernel = operands.partition(",")
    return data.strip(), kernel.strip(), output.strip()


def einsum_sizes(arguments: Arguments, shape: Shape) -> tuple[Shape, dict[str, Size]]:
    """(output shape, letter -> size) of an EinsumDense layer."""
    data, _, output = einsum_parts(arguments)
    elided = len(shape) - len(data.replace(".", ""))
    if elided < 0 or (elided and "." not in data):
        raise arguments.refused(f"has an equation that does not fit the input {written(shape)}")
    known = (*shape[:1], *partly_elided(arguments.shape("output_shape"), data, shape, elided))
    letters = dict(zip(data.replace(".", ""), without_ellipsis(shape, data, elided), strict=True))
    outputs = without_ellipsis(known, output, elided)
    for letter, size in zip(output.replace(".", ""), outputs, strict=True):
        if letter in letters and differ(letters[letter], size):
            raise arguments.refused(f"maps axis {letter} of size {letters[letter]} to size {size}")
        letters.setdefault(letter, size)
    if arguments.keras == 2 and "." not in data:
        known = tuple(letters[letter] for letter in output)
    return known, letters


def partly_elided(given: Shape, data: str, shape: Shape, elided: int) -> Shape:
    if data.startswith("."):
        return (*shape[1:elided], *given)
    return (*given, *shape[len(shape) - elided :])


def without_ellipsis(shape: Shape, letters: str, elided: int) -> Shape:
    if letters.startswith("."):
        return shape[elided:]
    return shape[: len(shape) - elided]


def einsum_output(arguments: Arguments, shape: Shape) -> Shape:
    return einsum_sizes(arguments, shape)[0]


def einsum_weights(arguments: Arguments, shape: Shape) -> Size:
    _, sizes = einsum_sizes(arguments, shape)
    kernel = tuple(sizes[letter] for letter in einsum_parts(arguments)[1])
    axes = arguments.known("bias_axes")
    biases = product(sizes[letter] for letter in axes) if axes else 0
    return total((product(kernel), biases, low_rank(arguments, kernel)))


def input_output(arguments: Arguments, _inputs: Inputs) -> Output:
    """The shape that an input declares, under any of its names."""
    for name in ("batch_shape", "batch_input_shape"):
        if arguments.known(name) is not None:
            return arguments.shape(name)
    batch = arguments.size("batch_size")
    for name in ("shape", "input_shape"):
        if arguments.known(name) is not None:
            return (batch, *arguments.shape(name))
    raise NotKnown("shape")


def lambda_output(arguments: Arguments, inputs: Inputs) -> Output:
    """Only what a declared shape says: the function itself may do anything."""
    declared = arguments.known("output_shape")
    if declared is None or inputs[0] is None:
        raise NotKnown("function")
    return (inputs[0][0], *arguments.shape("output_shape"))


LAYERS: dict[str, Rule] = {
    "Dense": of_one_input(dense_output, dense_weights, at_least=2),
    "EinsumDense": of_one_input(einsum_output, einsum_weights),
    "Embedding": Rule(of_one_input(embedding_output).output, embedding_weights),
    "ReversibleEmbedding": Rule(of_one_input(embedding_output).output, embedding_weights),
    "InputLayer": Rule(input_output, no_weights),
    "Input": Rule(input_output, no_weights),
    "Lambda": Rule(lambda_output, no_weights),
}
