"""Recurrent layers and their cells, on vectors and on images."""

from collections.abc import Callable, Sequence

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, Inner, NotKnown, items
from kerascope.reader.shapes.convolution import channels, pixels, windows
from kerascope.reader.shapes.core import bias
from kerascope.reader.shapes.layer_table import Inputs, Output, Rule, of_one_input
from kerascope.reader.shapes.sizes import Size, plus, product, times, total
from kerascope.reader.shapes.unchanged import same
from kerascope.source.immutable import immutable

StateShapes = Sequence[Shape]


def simple_weights(arguments: Arguments, features: Size) -> Size:
    return gated(arguments, features, gates=1, biases=1)


def lstm_weights(arguments: Arguments, features: Size) -> Size:
    return gated(arguments, features, gates=4, biases=1)


def gru_weights(arguments: Arguments, features: Size) -> Size:
    return gated(arguments, features, gates=3, biases=2 if arguments.flag("reset_after") else 1)


def gated(arguments: Arguments, features: Size, gates: int, biases: int) -> Size:
    """A kernel, a recurrent kernel and biases for each gate."""
    units = arguments.size("units")
    kernels = times(plus(features, units), units)
    return times(plus(kernels, bias(arguments, times(units, biases))), gates)


@immutable()
class Cell:
    """What a cell keeps between steps and what it weighs for so many features."""

    states: int
    weights: Callable[[Arguments, Size], Size]


CELLS = {
    "SimpleRNN": Cell(1, simple_weights),
    "GRU": Cell(1, gru_weights),
    "LSTM": Cell(2, lstm_weights),
}


def steps(arguments: Arguments, shape: Shape) -> tuple[Size, Size]:
    """(batch, time): the order of the first two axes depends on ``time_major``."""
    return (shape[1], shape[0]) if arguments.known("time_major") else (shape[0], shape[1])


def sequence_output(arguments: Arguments, shape: Shape, each: Shape, states: StateShapes) -> Output:
    """What a recurrent layer returns, ``each`` being its output at one step without the batch."""
    batch, _ = steps(arguments, shape)
    whole = (*shape[:2], *each) if arguments.flag("return_sequences") else (batch, *each)
    if arguments.flag("return_state"):
        return (whole, *((batch, *state) for state in states))
    return whole


def vector_output(arguments: Arguments, shape: Shape) -> Output:
    each = (arguments.size("units"),)
    return sequence_output(arguments, shape, each, [each] * CELLS[arguments.class_name].states)


def vector_weights(arguments: Arguments, shape: Shape) -> Size:
    return CELLS[arguments.class_name].weights(arguments, shape[-1])


def one_step(arguments: Arguments, shape: Shape) -> Arguments:
    """The convolution that runs at each step, seen as a layer of its own."""
    wanted = ("kernel_size", "strides", "padding", "data_format", "dilation_rate")
    values = {name: arguments.get(name) for name in wanted}
    return Arguments(f"Conv{len(shape) - 3}D", values, arguments.keras)


def image_output(arguments: Arguments, shape: Shape) -> Output:
    step, image = one_step(arguments, shape), (shape[0], *shape[2:])
    inner, filters = windows(step, image, "kernel_size"), arguments.size("filters")
    each = (filters, *inner) if step.channels_first() else (*inner, filters)
    return sequence_output(arguments, shape, each, [each, each])


def image_weights(arguments: Arguments, shape: Shape) -> Size:
    step, image = one_step(arguments, shape), (shape[0], *shape[2:])
    filters = arguments.size("filters")
    area = product(arguments.sizes("kernel_size", len(pixels(step, image))))
    kernels = product((area, plus(channels(step, image), filters), filters))
    return times(plus(kernels, bias(arguments, filters)), 4)


def cells_of(arguments: Arguments, name: str) -> list[Inner]:
    """The cell, or each of a stack of cells. Raises NotKnown."""
    value = arguments.known(name)
    if isinstance(value, Inner) and value.class_name == "StackedRNNCells":
        value = value.config.get("cells")
    cells = [value] if isinstance(value, Inner) else list(items(value))
    found = [cell for cell in cells if isinstance(cell, Inner) and cell_kind(cell) in CELLS]
    if not found or len(found) < len(cells):
        raise NotKnown(name)
    return found


def cell_kind(cell: Inner) -> str:
    return cell.class_name.removesuffix("Cell")


def read(cell: Inner, outer: Arguments) -> Arguments:
    return Arguments(cell.class_name, cell.config, outer.keras)


def any_cell_output(arguments: Arguments, shape: Shape) -> Output:
    cells = cells_of(arguments, "cell")
    each = (read(cells[-1], arguments).size("units"),)
    if len(cells) > 1 and arguments.flag("return_state"):
        raise NotKnown("nested states")
    return sequence_output(arguments, shape, each, [each] * CELLS[cell_kind(cells[0])].states)


def stack_weights(arguments: Arguments, cells: list[Inner], features: Size) -> Size:
    weights: list[Size] = []
    for cell in cells:
        inside = read(cell, arguments)
        weights.append(CELLS[cell_kind(cell)].weights(inside, features))
        features = inside.size("units")
    return total(weights)


def any_cell_weights(arguments: Arguments, shape: Shape) -> Size:
    return stack_weights(arguments, cells_of(arguments, "cell"), shape[-1])


def cell_output(_arguments: Arguments, _inputs: Inputs) -> Output:
    raise NotKnown("a cell returns its output and its states, nested")


def cell_weights(arguments: Arguments, shape: Shape) -> Size:
    kind = arguments.class_name.removesuffix("Cell")
    return CELLS[kind].weights(arguments, shape[-1])


def stacked_cells_weights(arguments: Arguments, shape: Shape) -> Size:
    return stack_weights(arguments, cells_of(arguments, "cells"), shape[-1])


LAYERS: dict[str, Rule] = {
    **{name: of_one_input(vector_output, vector_weights, rank=3) for name in CELLS},
    **{f"ConvLSTM{n}D": of_one_input(image_output, image_weights, rank=n + 3) for n in (1, 2, 3)},
    "RNN": of_one_input(any_cell_output, any_cell_weights, at_least=3),
    **{
        f"{name}Cell": Rule(cell_output, of_one_input(same, cell_weights).weights) for name in CELLS
    },
    "StackedRNNCells": Rule(cell_output, of_one_input(same, stacked_cells_weights).weights),
}
