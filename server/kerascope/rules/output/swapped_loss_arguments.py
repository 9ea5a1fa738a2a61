"""KS418."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.output._by_hand import LossCall, calls_in_own_losses, calls_under_tapes
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_ONE_WAY = frozenset(
    {
        "BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy",
        "BinaryFocalCrossentropy", "CategoricalFocalCrossentropy", "KLDivergence", "Poisson",
        "MeanAbsolutePercentageError",
    }
)  # fmt: skip


class SwappedLossArguments(Rule):
    """A loss that the script calls itself gets the predictions where the labels belong.

    ## Why it stops learning

    Keras' losses take `(y_true, y_pred)`. A cross-entropy takes the logarithm of the second: with
    labels there it is the logarithm of 0 and 1, cut off at 1e-7, and the predictions only multiply
    it. The gradient is the same whether an answer is nearly right or quite wrong, so training runs
    to saturated outputs. For the mean squared error the order does not matter.

    ## Bad

    ```python
    import keras
    from keras import layers

    def smooth_loss(y_true, y_pred):
        return keras.losses.binary_crossentropy(y_pred, y_true)  # <- KS418

    model = keras.Sequential([keras.Input((20,)), layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=smooth_loss)
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    def smooth_loss(y_true, y_pred):
        return keras.losses.binary_crossentropy(y_true, y_pred)

    model = keras.Sequential([keras.Input((20,)), layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=smooth_loss)
    ```

    ## Silent when

    The loss is the same both ways, its arguments are named, or they are not just the parameters of
    a loss function, or the output of the model whose gradient is taken.

    ## How the probe tests it

    The script as it is against the right order, for the same number of updates.

    ## References

    - [Keras: custom losses](https://keras.io/api/losses/#creating-custom-losses)
    """

    code = "KS418"
    name = "swapped-loss-arguments"
    tier = "certain"
    effect = "blocks"
    fixable = "safe"
    experiment = Experiment(horizon=100)
    seed = ("loss function", "custom loss")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        found = [used for _, used in calls_in_own_losses(program)]
        found += [used for _, used in calls_under_tapes(program)]
        for used in found:
            if used.swapped and used.loss.class_name in _ONE_WAY:
                yield Fault(used.place, _message(used), subject=used)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        node = fault.origin.node
        if not isinstance(node, cst.Call) or len(node.args) < 2:
            raise CannotEdit
        if any(argument.keyword is not None for argument in node.args[:2]):
            raise CannotEdit
        edit = Editor(program)
        first, second = (Origin(fault.origin.piece, a.value) for a in node.args[:2])
        edit.replace(first, second.text)
        edit.replace(second, first.text)
        return edit.fix("Give it the labels first", safe=True)


def _message(used: LossCall) -> str:
    return (
        f"{used.made.class_name} takes the labels first and the predictions second: the other way "
        "round it takes the logarithm of the labels, and no answer is better than another nearby."
    )
