"""What is known of each layer class: how its output shape and its weights come about."""

from collections.abc import Callable, Sequence

from kerascope.program.tensor import Shape
from kerascope.reader.shapes.arguments import Arguments, NotKnown, expect_rank
from kerascope.reader.shapes.sizes import Size
from kerascope.source.immutable import immutable

Output = Shape | tuple[Shape, ...] | None
Inputs = Sequence[Shape | None]


@immutable()
class Rule:
    """``output`` and ``weights`` raise NotKnown and Refused."""

    output: Callable[[Arguments, Inputs], Output]
    weights: Callable[[Arguments, Inputs], Size]


LAYERS: dict[str, Rule] = {}
"""By Keras class name; the families add theirs."""


def no_weights(_arguments: Arguments, _inputs: Inputs) -> Size:
    return 0


def only(inputs: Inputs) -> Shape:
    """The shape of a layer's one input. Raises NotKnown."""
    if not inputs or inputs[0] is None:
        raise NotKnown("the input's shape")
    return inputs[0]


def of_one_input(
    output: Callable[[Arguments, Shape], Output],
    weights: Callable[[Arguments, Shape], Size] | None = None,
    *,
    rank: int | None = None,
    at_least: int | None = None,
) -> Rule:
    """A rule for a layer with one input of ``rank`` or ``at_least`` so many dimensions."""

    def checked(arguments: Arguments, inputs: Inputs) -> Shape:
        shape = only(inputs)
        if rank is not None:
            expect_rank(arguments, shape, "exactly", rank)
        if at_least is not None:
            expect_rank(arguments, shape, "at least", at_least)
        return shape

    def whole_output(arguments: Arguments, inputs: Inputs) -> Output:
        return output(arguments, checked(arguments, inputs))

    def all_weights(arguments: Arguments, inputs: Inputs) -> Size:
        return weights(arguments, checked(arguments, inputs)) if weights else 0

    return Rule(whole_output, all_weights)
