"""The one question: what does this layer make of these inputs, and what does it weigh?"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from kerascope.reader.library.signatures import Version
from kerascope.reader.shapes.arguments import Arguments, NotKnown, Refused
from kerascope.reader.shapes.layer_table import LAYERS, Inputs, Output
from kerascope.source.immutable import immutable

T = TypeVar("T")


@immutable()
class Inferred:
    """A layer's output and weights; None is not known.

    ``output`` is a tuple of shapes for a layer with several outputs. ``parameters`` counts all
    weights, trainable or not. ``problem`` is a sentence where Keras itself would refuse.
    """

    output: Output = None
    parameters: int | None = None
    problem: str | None = None


def infer(
    class_name: str, config: Mapping[str, object], inputs: Inputs, keras: Version = 3
) -> Inferred:
    """What a built-in layer of Keras ``keras`` does with ``inputs``, batch axis first.

    ``config`` holds arguments by name as plain values, ``UNKNOWN`` for those not known and
    ``Inner`` for wrapped layers; what is left out has Keras' default. ``inputs`` has None for
    an input of which nothing is known. Never raises.
    """
    rule = LAYERS.get(class_name)
    if rule is None:
        return Inferred()
    arguments = Arguments(class_name, config, keras)
    try:
        output = _if_known(rule.output, arguments, inputs)
        return Inferred(output, _if_known(rule.weights, arguments, inputs))
    except Refused as refusal:
        return Inferred(problem=str(refusal))


def _if_known(
    ask: Callable[[Arguments, Inputs], T], arguments: Arguments, inputs: Inputs
) -> T | None:
    # A value of an unforeseen type (a string for a size) is one that is not known.
    try:
        return ask(arguments, inputs)
    except (NotKnown, TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
