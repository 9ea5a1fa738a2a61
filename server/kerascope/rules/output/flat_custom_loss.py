"""KS412."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.program.program import TrainingProgram
from kerascope.rules.output._own_loss import OwnLoss, first_argument, own_losses
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_STEPS = frozenset(
    {"round", "argmax", "argmin", "sign", "floor", "ceil", "equal", "greater", "less"}
)
_ROOMS = re.compile(r"^(K|keras\.backend|backend|tf|tf\.math|tensorflow|ops|keras\.ops|np|numpy)\.")


class FlatCustomLoss(Rule):
    """A loss of the user's rounds or ranks the predictions: it has no slope to follow.

    ## Why it stops learning

    Gradients flow through smooth operations. `round`, `argmax`, `sign` or a comparison is flat
    wherever it does not jump, so its gradient is zero (or none at all), and NumPy functions
    leave the graph altogether. The weights never move, whatever the loss says; where no weight
    at all gets a gradient, TensorFlow stops with an error.

    ## Bad

    ```python
    import keras
    import numpy as np
    from keras import layers, ops

    def wrong_share(y_true, y_pred):
        return ops.mean(ops.abs(y_true - ops.round(y_pred)))  # <- KS412

    model = keras.Sequential([keras.Input((20,)), layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=wrong_share)
    model.fit(np.random.rand(640, 20), np.random.rand(640).round())  # raises ValueError
    ```

    ## Good

    ```python
    import keras
    import numpy as np
    from keras import layers, ops

    def wrong_share(y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred))

    model = keras.Sequential([keras.Input((20,)), layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=wrong_share)
    model.fit(np.random.rand(640, 20), np.random.rand(640).round())
    ```

    ## Silent when

    The step is applied to the labels, or inside a mask or weight that multiplies a smooth term.

    ## References

    - [TensorFlow: gradients of None](https://www.tensorflow.org/guide/autodiff)
    """

    code = "KS412"
    name = "flat-custom-loss"
    tier = "likely"
    effect = "blocks"
    seed = ("loss function", "custom loss")
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for loss in own_losses(program):
            yield from _judge(loss)


def _judge(loss: OwnLoss) -> Iterator[Fault]:
    """Steps applied to the predictions, where nothing else of the predictions is used."""
    steps = [(name, call) for name, call in loss.calls() if _is_flat(name, call, loss.predicted)]
    if not steps:
        return
    name, call = steps[0]
    if len(steps) > 1 and not _are_all(loss, [call for _, call in steps]):
        return
    around = _replaced(loss, call)
    seen = around.range.end if around is not None else loss.function.range.end
    uses = [o for o in loss.names(loss.predicted) if o.range.end <= seen]
    if len(steps) == 1 and len(uses) > (2 if around is not None else 1):
        return
    message = (
        f"{name} makes the loss flat in {loss.predicted}: no gradient comes back through it, so "
        "the weights never move."
    )
    yield Fault(call, message, (("trained with this loss", loss.place),))


def _are_all(loss: OwnLoss, steps: list[Origin]) -> bool:
    """Whether whatever the function does with the predictions goes through one of these steps."""
    return all(any(step.encloses(use) for step in steps) for use in loss.names(loss.predicted))


def _is_flat(name: str, call: Origin, predicted: str) -> bool:
    if not _ROOMS.match(name):
        return False
    argument = first_argument(call)
    if _last(name) == "cast":
        return re.match(rf"{re.escape(predicted)}\s*[<>]", argument) is not None
    leaves = _last(name) in _STEPS or name.startswith(("np.", "numpy."))
    return leaves and _mentions(argument, predicted)


def _replaced(loss: OwnLoss, call: Origin) -> Origin | None:
    """``y_pred = round(y_pred)``: the assignment after which only the flat values are left."""
    for each in loss.inside():
        node = each.node
        if isinstance(node, cst.Assign) and each.encloses(call):
            target = node.targets[0].target
            if isinstance(target, cst.Name) and target.value == loss.predicted:
                return each
    return None


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
