"""KS806."""

from collections.abc import Iterator
from functools import lru_cache

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_LAYERS = frozenset(
    {"Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "BatchNormalization", "Dropout"}
)


class LostActivation(Rule):
    """A layer is made, or called, and what it gives is thrown away.

    ## Why it stops learning

    A layer changes nothing by itself: what it returns has to be passed on, or the layer added
    to the model. A statement that only makes an activation, or calls it without keeping the
    result, leaves the network without it, and two linear layers in a row are one.

    ## Bad

    ```python
    import keras
    from keras import layers

    inputs = keras.Input((20,))
    x = layers.Dense(64)(inputs)
    layers.ReLU()(x)  # <- KS806
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    inputs = keras.Input((20,))
    x = layers.Dense(64)(inputs)
    x = layers.ReLU()(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    The result is used in any way, or the call ends a notebook cell, which shows it; layers of
    several other kinds stand alone like it, as notes on what Keras has.

    ## How the probe tests it

    The script as it is against the layer in its place, for the same number of updates.

    ## References

    - [Keras: the functional API](https://keras.io/guides/functional_api/)
    """

    code = "KS806"
    name = "lost-activation"
    tier = "certain"
    effect = "hinders"
    leads_to = ("KS201",)
    fixable = "unsafe"
    experiment = Experiment(horizon=300)
    seed = ("activation functions",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for call in program.calls:
            if call.name.startswith("keras.layers.") and call.class_name in _LAYERS:
                yield from _judge(call, program)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        operand: str | None = fault.subject
        if operand is None:
            raise CannotEdit
        edit = Editor(program)
        start = fault.origin.range.start
        edit.insert(fault.origin.cell, start, f"{operand} = ")
        return edit.fix(f"Keep the result as {operand}", safe=False)


@lru_cache(maxsize=1)
def _is_list(program: TrainingProgram) -> bool:
    """Whether layers of several kinds stand alone: notes on what Keras has, not a network."""
    layers = (call for call in program.calls if call.name.startswith("keras.layers."))
    return len({call.class_name for call in layers if _stands_alone(call)} - _LAYERS) > 1


def _stands_alone(call: Call) -> bool:
    statement = next(call.origin.around(cst.Expr), None)
    node = statement.node if statement is not None else None
    return isinstance(node, cst.Expr) and node.value is call.origin.node


def _judge(call: Call, program: TrainingProgram) -> Iterator[Fault]:
    """The call, or the call of what it makes, as a statement of its own."""
    name, piece = call.class_name, call.origin.piece
    statement = next(call.origin.around(cst.Expr), None)
    node = statement.node if statement is not None else None
    if not isinstance(node, cst.Expr):
        return
    if _stands_alone(call):
        if call.origin.cell is not None or _is_list(program):
            return
        message = (
            f"This {name} is made but neither called on a tensor nor added to a model, so "
            "the network does not have it."
        )
        yield Fault(call.origin, message, fixable=False)
    elif isinstance(node.value, cst.Call) and node.value.func is call.origin.node:
        message = (
            f"What {name} gives is thrown away: the layers after it get the tensor as it was "
            "before."
        )
        yield Fault(Origin(piece, node.value), message, subject=_operand(node.value))


def _operand(call: cst.Call) -> str | None:
    match call.args:
        case [cst.Arg(value=cst.Name(value=name), keyword=None)]:
            return name
        case _:
            return None
