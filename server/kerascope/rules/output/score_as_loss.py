"""KS417."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.output._own_loss import OwnLoss, first_argument, own_losses
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_SCORE = re.compile(r"dice|iou|jaccard|tversky|f1|fbeta|accuracy|recall|precision|ssim|psnr", re.I)
_TURNED = re.compile(r"loss|distance|error|neg|inv|cost", re.I)
_LOSS = re.compile(r"loss|entropy|bce|error", re.I)


class ScoreAsLoss(Rule):
    """A score that should rise is minimised: the model learns to be wrong.

    ## Why it stops learning

    Training makes the loss small. A Dice coefficient, an intersection over union or an accuracy
    is large where the model is right, so minimising it drives the predictions away from the
    labels. As a loss it has to be turned around: `1 - score`.

    ## Bad

    ```python
    import keras
    from keras import layers, ops

    def dice_coef(y_true, y_pred):
        overlap = ops.sum(y_true * y_pred)
        return (2.0 * overlap + 1.0) / (ops.sum(y_true) + ops.sum(y_pred) + 1.0)

    model = keras.Sequential([
        keras.Input((64, 64, 3)),
        layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
    ])
    model.compile(
        optimizer="adam",
        loss=dice_coef,  # <- KS417
    )
    ```

    ## Good

    ```python
    import keras
    from keras import layers, ops

    def dice_coef(y_true, y_pred):
        overlap = ops.sum(y_true * y_pred)
        return (2.0 * overlap + 1.0) / (ops.sum(y_true) + ops.sum(y_pred) + 1.0)

    def dice_loss(y_true, y_pred):
        return 1.0 - dice_coef(y_true, y_pred)

    model = keras.Sequential([
        keras.Input((64, 64, 3)),
        layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss=dice_loss, metrics=[dice_coef])
    ```

    ## Silent when

    The function's name speaks of a loss, or what it returns is turned around (`1 - ...`, `-...`).
    A mean of logarithms of the predictions speaks whatever its name, if no minus is in it.

    ## How the probe tests it

    The script as it is against `1 - score`, for the same number of updates.

    ## References

    - Milletari et al., [V-Net](https://arxiv.org/abs/1606.04797)
    """

    code = "KS417"
    name = "score-as-loss"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("loss function", "custom loss")
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for loss in own_losses(program):
            name = loss.node.name.value
            if _SCORE.search(name) and not _TURNED.search(name) and not _is_turned(loss):
                message = (
                    f"{name} is larger the better the model is, and training makes the loss "
                    "small: the model learns to be wrong. As a loss it has to be 1 minus the score."
                )
                trail = (("the score", Origin(loss.function.piece, loss.node.name)),)
                yield Fault(loss.place, message, trail, subject=name)
            elif _is_likelihood(loss):
                message = (
                    f"{name} adds up logarithms of probabilities, which are below 0 and rise as "
                    "the model gets better, and nothing turns them around: training makes the "
                    "loss small, so the model learns to be wrong."
                )
                trail = (("the loss", Origin(loss.function.piece, loss.node.name)),)
                yield Fault(loss.place, message, trail, subject="-", tier="likely")

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        called = f"{fault.origin.text}(y_true, y_pred)"
        if fault.subject == "-":
            edit.replace(fault.origin, f"lambda y_true, y_pred: -{called}")
            return edit.fix("Minimise the negative of it", safe=False)
        edit.replace(fault.origin, f"lambda y_true, y_pred: 1.0 - {called}")
        return edit.fix("Minimise 1 minus the score", safe=False)


_HARMLESS = re.compile(
    r"\b1(?:\.0?)?\s*-|\de-\d|#[^\n]*|\"\"\".*?\"\"\"|\baxis\s*=\s*-1", re.DOTALL
)
"""Signs of minus in a function that turn nothing around."""


def _is_likelihood(loss: OwnLoss) -> bool:
    """Whether it is made of logarithms of the predictions, and no minus turns them around."""
    body = _HARMLESS.sub("", Origin(loss.function.piece, loss.node.body).text)
    if "-" in body or _LOSS.search(body) or re.search(r"negative|subtract|neg\b", body):
        return False
    logs = [o for name, o in loss.calls() if name.rpartition(".")[2] == "log"]
    mentioned = re.compile(rf"\b{re.escape(loss.predicted)}\b")
    return bool(logs) and all(mentioned.search(first_argument(each)) for each in logs)


def _is_turned(loss: OwnLoss) -> bool:
    """Whether a loss is part of it, or some result begins with a minus or comes out of a
    subtraction from a number."""
    if any(_LOSS.search(name) for name, _ in loss.calls()):
        return True
    results = [o.node for o in loss.inside() if isinstance(o.node, cst.Return)]
    return not results or any(_has_minus(node, loss.function.text) for node in results)


def _has_minus(result: cst.Return, body: str) -> bool:
    match result.value:
        case cst.Name():
            return re.search(r"1\.?0?\s*-|=\s*-|-=", body) is not None
        case cst.UnaryOperation(operator=cst.Minus()):
            return True
        case cst.BinaryOperation(operator=cst.Subtract()):
            return True
        case cst.BinaryOperation() | cst.Call():
            return False
        case _:
            return True
