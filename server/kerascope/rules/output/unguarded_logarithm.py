"""KS413."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.rules.output._own_loss import OwnLoss, first_argument, own_losses
from kerascope.rules.rule import Fault, Rule

_GUARDS = re.compile(r"clip|epsilon|eps\b|maximum|1e-|logaddexp|softplus|log_sigmoid", re.I)


class UnguardedLogarithm(Rule):
    """A loss of the user's takes the logarithm of predictions that may be zero.

    ## Why it stops learning

    A sigmoid or softmax that is sure of itself gives exactly 0 or 1 in 32-bit numbers. The
    logarithm of 0 is minus infinity, its gradient is not a number, and after one such sample
    every weight is NaN. Keras' own losses clip the predictions first.

    ## Bad

    ```python
    import keras
    from keras import layers, ops

    def log_loss(y_true, y_pred):
        return -ops.mean(y_true * ops.log(y_pred))  # <- KS413

    model = keras.Sequential([keras.Input((20,)), layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss=log_loss)
    ```

    ## Good

    ```python
    import keras
    from keras import layers, ops

    def log_loss(y_true, y_pred):
        return -ops.mean(y_true * ops.log(y_pred + 1e-7))

    model = keras.Sequential([keras.Input((20,)), layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss=log_loss)
    ```

    ## Silent when

    The function clips, adds an epsilon, or computes the predictions anew first.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KS413"
    name = "unguarded-logarithm"
    tier = "likely"
    effect = "blocks"
    fixable = "safe"
    seed = ("loss becomes NaN", "custom loss")
    systems = ("dslinter", "CodeSmile")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for loss in own_losses(program):
            if not _GUARDS.search(loss.function.text) and not _made_anew(loss):
                yield from _judge(loss)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        written: str = fault.subject
        edit.replace(
            fault.origin, fault.origin.text.replace(f"({written}", f"({written} + 1e-7", 1)
        )
        return edit.fix("Keep the logarithm away from zero", safe=True)


def _made_anew(loss: OwnLoss) -> bool:
    return re.search(rf"^\s*{re.escape(loss.predicted)}\s*=", loss.function.text, re.M) is not None


def _judge(loss: OwnLoss) -> Iterator[Fault]:
    for name, call in loss.calls():
        written = first_argument(call)
        plain = written.replace(" ", "")
        ends = (
            loss.predicted,
            f"1-{loss.predicted}",
            f"1.-{loss.predicted}",
            f"1.0-{loss.predicted}",
        )
        if name.rpartition(".")[2] == "log" and plain in ends:
            message = (
                f"{written} can be exactly 0 here, whose logarithm is minus infinity: the loss "
                "and then all weights become NaN."
            )
            yield Fault(call, message, (("trained with this loss", loss.place),), subject=written)
