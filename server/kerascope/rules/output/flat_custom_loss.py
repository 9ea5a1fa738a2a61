"""KS412."""

import re
from collections.abc import Iterator

from kerascope.program.program import TrainingProgram
from kerascope.rules.output._own_loss import OwnLoss, first_argument, own_losses
from kerascope.rules.rule import Fault, Rule

_STEPS = frozenset(
    {"round", "argmax", "argmin", "sign", "floor", "ceil", "equal", "greater", "less"}
)
_ROOMS = re.compile(r"^(K|keras\.backend|backend|tf|tf\.math|tensorflow|ops|keras\.ops|np|numpy)\.")


class FlatCustomLoss(Rule):
    """A loss of the user's rounds or ranks the predictions: it has no slope to follow.

    ## Why it stops learning

    Gradients flow through smooth operations. `round`, `argmax`, `sign` or a comparison is flat
    wherever it does not jump, so its gradient is zero (or none at all), and NumPy functions
    leave the graph altogether. The weights never move, whatever the loss says.

    ## Bad

    ```python
    import keras
    from keras import layers, ops

    def wrong_share(y_true, y_pred):
        return ops.mean(ops.abs(y_true - ops.round(y_pred)))  # <- KS412

    model = keras.Sequential([layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=wrong_share)
    ```

    ## Good

    ```python
    import keras
    from keras import layers, ops

    def wrong_share(y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred))

    model = keras.Sequential([layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=wrong_share)
    ```

    ## Silent when

    The step is applied to the labels, or inside a mask or weight that multiplies a smooth term.

    ## References

    - [TensorFlow: gradients of None](https://www.tensorflow.org/guide/autodiff)
    """

    code = "KS412"
    name = "flat-custom-loss"
    tier = "likely"
    seed = ("loss function", "custom loss")
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for loss in own_losses(program):
            yield from _judge(loss)


def _judge(loss: OwnLoss) -> Iterator[Fault]:
    """Steps applied to the predictions, where nothing else of the predictions is used."""
    steps = [
        (name, call)
        for name, call in loss.calls()
        if _ROOMS.match(name)
        and (_last(name) in _STEPS or name.startswith(("np.", "numpy.")))
        and _mentions(first_argument(call), loss.predicted)
    ]
    if len(steps) != 1:
        return
    name, call = steps[0]
    body = loss.function.text.partition(":")[2]
    if len(re.findall(rf"\b{re.escape(loss.predicted)}\b", body)) > 1:
        return
    message = (
        f"{name} makes the loss flat in {loss.predicted}: no gradient comes back through it, so "
        "the weights never move."
    )
    yield Fault(call, message, (("trained with this loss", loss.place),))


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
