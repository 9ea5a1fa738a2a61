"""KS410."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Metric
from kerascope.program.value import Known
from kerascope.rules.finding import Tier
from kerascope.rules.output._history import rename_key
from kerascope.rules.output._pairing import ERRORS, Pairing, accuracies, metrics, pairings
from kerascope.rules.output._pairing_rule import loss_name
from kerascope.rules.output._verdict import SIGMOIDS, verdict
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin


class AccuracyOnNumbers(Rule):
    """A model that predicts numbers is measured by accuracy, which counts exact hits.

    ## Why it stops learning

    It may learn well: accuracy does not show it. Accuracy is the share of predictions that equal
    the target, and a number such as 151.3 is never hit exactly (with one unit, Keras even rounds
    the prediction to 0 or 1 first). It stays at 0 from the first epoch to the last, or at the
    share of targets that happen to be 0 or 1. The error in the target's own unit shows progress.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)
    model = keras.Sequential([
        keras.Input((10,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(
        optimizer="adam",
        loss="mse",
        metrics=["accuracy"],  # <- KS410
    )
    model.fit(x, y, epochs=20)
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)
    model = keras.Sequential([
        keras.Input((10,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    model.fit(x, y, epochs=20)
    ```

    ## Silent when

    The targets are classes, the head is sigmoid or softmax and nothing is known of the targets,
    or an adversarial pair is trained by hand (a least squares GAN's discriminator does classify).

    ## References

    - [Keras: regression metrics](https://keras.io/api/metrics/regression_metrics/)
    """

    code = "KS410"
    name = "accuracy-on-numbers"
    tier = "certain"
    effect = "misleads"
    fixable = "safe"
    seed = ("accuracy stays at zero", "wrong metric", "accuracy is not improving")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for pairing in pairings(program):
            tier = _sureness(pairing)
            if tier is None:
                continue
            for metric in accuracies(pairing.compiled):
                if tier != "certain" and not _is_choice_of_keras(metric):
                    continue
                yield Fault(
                    metric.origin,
                    _message(pairing),
                    _trail(pairing),
                    subject=(pairing.compiled, metric),
                    tier=tier,
                    fixable=tier != "hypothesis",
                )

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        compiled, metric = fault.subject
        edit = Editor(program)
        new = _instead(compiled)
        if new is None:
            _take_out(edit, compiled, metric)
        else:
            edit.replace(metric.origin, edit.quoted(new, metric.origin))
            if metric.name is not None:
                rename_key(edit, program, compiled, metric.name, new)
        return edit.fix(f"Measure the error ({new or 'as the other metrics do'})", safe=True)


def _is_choice_of_keras(metric: Metric) -> bool:
    """Whether the user wrote just ``accuracy``; who names a kind of it does have classes."""
    return metric.call is None and (metric.name or "").lower() in ("accuracy", "acc")


def _sureness(p: Pairing) -> Tier | None:
    if p.accuracy is None or not p.only_output or p.task.is_classes:
        return None
    if p.task.is_numbers and p.task.sure:
        return "certain"
    if p.family != "distance" or (p.by_hand and p.fit is None):
        return None
    if p.reconstructs:
        return "likely"
    if p.activation is None or p.activation in SIGMOIDS or p.activation == "softmax":
        return "likely" if p.task.is_numbers and p.activation is not None else None
    speaks = verdict(p)
    if speaks is not None and speaks.code == "KS407":
        return None
    return "likely" if p.units == 1 else "hypothesis"


def _message(p: Pairing) -> str:
    why = f"the targets {p.task.why}" if p.task.why else f"{loss_name(p)} fits numbers"
    if (p.units or 1) > 1 and _is_choice_of_keras(next(accuracies(p.compiled))):
        return (
            f"Accuracy compares which of the {p.units} outputs is the largest, but {why}: it says "
            "nothing of how far off they are; an error such as mae shows progress."
        )
    return (
        f"Accuracy counts predictions that hit the target exactly, but {why}: it stays near 0 "
        "however well the model learns; an error such as mae shows progress."
    )


def _trail(p: Pairing) -> tuple[tuple[str, Origin], ...]:
    places = [("the loss", p.loss.origin)]
    if p.task.sure and p.task.origin is not None:
        places.append((f"the targets {p.task.why}", p.task.origin))
    return tuple(places)


def _instead(compiled: Compile) -> str | None:
    """A metric that is not there yet; None where an error is measured already."""
    present = {metric.class_name for metric in metrics(compiled)}
    return None if present & ERRORS else "mae"


def _take_out(edit: Editor, compiled: Compile, metric: Metric) -> None:
    owner = compiled.metrics.origin
    if not isinstance(compiled.metrics, Known) or owner is None:
        raise CannotEdit
    if not isinstance(owner.node, cst.List | cst.Tuple):
        raise CannotEdit
    for index, element in enumerate(owner.node.elements):
        if element.value is metric.origin.node:
            edit.remove_element(owner, index)
            return
    raise CannotEdit
