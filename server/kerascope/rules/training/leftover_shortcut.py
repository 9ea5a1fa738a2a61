"""KS707."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.updates import run_of
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.rules.training._pipeline import step_name, steps_of
from kerascope.source.origin import Origin

_SHARE = 0.5
_FEW = 20
_LONG = 5
_ENOUGH = 500


class LeftoverShortcut(Rule):
    """A shortcut from trying things out keeps most of the data from training or validation.

    ## Why it stops learning

    `take(5)` and a small `steps_per_epoch` make a script fast while it is being written. Left
    there, each epoch sees a fraction of the data: training accuracy rises on these and
    validation accuracy stays put. One `validation_steps` makes each epoch's validation a single
    batch, whose accuracy jumps by chance.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20, batch_size=32, steps_per_epoch=2)  # <- KS707
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20, batch_size=32)
    ```

    ## Silent when

    The number of samples or steps is not known (but for a single step an epoch), the data repeat
    without end, an epoch covers half of the data or more, or there are fewer than five epochs (a
    smoke test). It is for information only where the run has 500 steps or more and gets through all
    of the data at last.

    ## How the probe tests it

    The script as it is against the script on all of its data, for the same number of updates.

    ## References

    - [Keras: fit](https://keras.io/api/models/model_training_apis/#fit-method)
    """

    code = "KS707"
    name = "leftover-shortcut"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(metric="generalisation", horizon=600, margin=0.04)
    seed = ("insufficient data",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            epochs = run_of(fit).epochs
            if epochs is not None and epochs >= _LONG:
                yield from _short_epochs(fit)
                yield from _taken(fit)
                yield from _short_validation(fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        call, name = fault.subject
        edit = Editor(program)
        if name == "take":
            edit.replace(call.origin, _owner(call).text)
            return edit.fix("Use all of the data", safe=False)
        edit.remove_argument(call, name)
        return edit.fix(f"Leave out {name}", safe=False)


def _short_epochs(fit: Fit) -> Iterator[Fault]:
    run = run_of(fit)
    place = fit.call.arguments.get("steps_per_epoch")
    if place is not None and run.samples is None and number(fit.get("steps_per_epoch")) == 1:
        message = (
            "steps_per_epoch=1 makes an epoch of a single batch: "
            f"{run.epochs} epochs are {run.epochs} optimiser steps."
        )
        yield Fault(place, message, subject=(fit.call, "steps_per_epoch"), tier="hypothesis")
        return
    if place is None or run.steps is None or not run.batch or run.samples is None:
        return
    seen = run.steps * run.batch
    if seen < run.samples * _SHARE:
        message = (
            f"{run.steps} steps of {run.batch} samples cover {seen:,} of {run.samples:,} samples "
            "an epoch; without steps_per_epoch it covers all of them."
        )
        enough = (run.updates or 0) >= _ENOUGH and seen * (run.epochs or 1) >= run.samples
        tier = "hypothesis" if enough else None
        yield Fault(place, message, subject=(fit.call, "steps_per_epoch"), tier=tier)


def _taken(fit: Fit) -> Iterator[Fault]:
    steps = steps_of(fit)
    for index, (name, call) in enumerate(steps):
        count = number(next(iter(call.written.values()))) if call.written else None
        if name != "take" or count is None or not 0 < count <= _FEW:
            continue
        batched = any(earlier == "batch" for earlier, _ in steps[:index])
        what = "batches" if batched else "samples"
        message = (
            f"take({count:g}) leaves {count:g} {what} to train on (fit on line {fit.origin.line})."
        )
        related = (("the training", fit.origin),)
        yield Fault(step_name(call), message, related, (call, "take"), "hypothesis")


def _short_validation(fit: Fit) -> Iterator[Fault]:
    place = fit.call.arguments.get("validation_steps")
    if place is not None and number(fit.get("validation_steps")) == 1:
        message = (
            "validation_steps=1 judges each epoch by a single batch: the validation accuracy "
            "jumps by chance."
        )
        yield Fault(place, message, subject=(fit.call, "validation_steps"), tier="hypothesis")


def _owner(call: Call) -> Origin:
    """``data`` in ``data.take(5)``."""
    node = call.origin.node
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        raise CannotEdit
    return Origin(call.origin.piece, node.func.value)
