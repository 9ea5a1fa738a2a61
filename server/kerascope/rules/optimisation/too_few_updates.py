"""KS511."""

from collections.abc import Iterator
from math import ceil

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit, Optimizer
from kerascope.program.updates import Run, epochs_place, run_of
from kerascope.program.value import Known, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import ADAPTIVE, alternatives, is_from_scratch
from kerascope.rules.rule import Fault, Rule

_FEW = 100
_WANTED = 2_000
_SMALL_BATCH = 64


class TooFewUpdates(Rule):
    """Training ends after so few optimiser steps that no network could have learnt much.

    ## Why it stops learning

    A step moves a weight by about the learning rate, 0.001 with Adam. After a hundred steps
    weights have moved by a tenth at most, and accuracy is near its start. `fit` without `epochs`
    goes over the data once; on small data that is a few dozen steps.

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
    model.fit(x / 16, y)  # <- KS511
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
    model.fit(x / 16, y, epochs=40)
    ```

    ## Silent when

    The number of samples is not known, there are 100 steps or more, the data are made up at random
    (a demonstration), the model is fitted again, in a loop or pretrained, the learning rate is
    above the default, or the cause is a large batch (KS510) or a counted-out epoch (KS707).

    ## How the probe tests it

    The script as it is against more epochs.

    ## References

    - [Keras: fit](https://keras.io/api/models/model_training_apis/#fit-method)
    """

    code = "KS511"
    name = "too-few-updates"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=2_000, margin=0.15)
    seed = ("too few epochs",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            again = [f for f in program.fits if _same_model(f, fit)]
            if len(again) == 1 and not fit.in_loop and not _is_cut_short(fit) and _is_plain(fit):
                yield from _judge(fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        fit: Fit = fault.subject
        run, place, edit = run_of(fit), epochs_place(fit), Editor(program)
        if run.steps is None:
            raise CannotEdit
        wanted = str(-(-ceil(_WANTED / run.steps) // 10) * 10)
        if place is None:
            edit.add_argument(fit.call, f"epochs={wanted}")
        else:
            edit.replace(value_of(place), wanted)
        return edit.fix(f"Train for {wanted} epochs", safe=False)


def _same_model(one: Fit, two: Fit) -> bool:
    others = {id(model.identity) for model in models_in(two.model)}
    return any(id(model.identity) in others for model in models_in(one.model))


def _is_cut_short(fit: Fit) -> bool:
    """Whether the steps of an epoch are counted out: then the epochs are not what is missing."""
    return "steps_per_epoch" in fit.call.written


def _is_plain(fit: Fit) -> bool:
    """Whether known data of some kind train a fresh model at a usual rate."""
    data = fit.x.value if isinstance(fit.x, Known) else None
    if data is None or data.source is None or "random" in data.source or fit.compile is None:
        return False
    optimizers = alternatives(fit.compile.optimizer)
    usual = all(_is_usual(optimizer) for optimizer in optimizers)
    return bool(optimizers) and usual and all(is_from_scratch(m) for m in models_in(fit.model))


def _is_usual(optimizer: Optimizer) -> bool:
    rate = number(optimizer.learning_rate)
    return rate is not None and rate <= ADAPTIVE.get(optimizer.class_name, 0.01)


def _judge(fit: Fit) -> Iterator[Fault]:
    run = run_of(fit)
    if not _is_short(run):
        return
    place = epochs_place(fit)
    epochs = f"{run.epochs} epoch{'s' if run.epochs != 1 else ''}"
    message = (
        f"{epochs} of {run.samples:,} samples in batches of {run.batch} are {run.updates} "
        "optimiser steps: too few for the weights to get far from where they started."
    )
    tier = "hypothesis" if _is_a_trial(fit, run) else None
    yield Fault(place or fit.origin, message, subject=fit, tier=tier)


def _is_a_trial(fit: Fit, run: Run) -> bool:
    """Whether one epoch is asked for on a slice of the data: a look whether it runs at all."""
    x = fit.call.arguments.get("x")
    return run.epochs == 1 and epochs_place(fit) is not None and x is not None and "[:" in x.text


def _is_short(run: Run) -> bool:
    if run.updates is None or not run.samples or not run.batch or not run.epochs:
        return False
    large_batch = run.batch > _SMALL_BATCH and run.batch * 10 >= run.samples
    return run.updates < _FEW and not large_batch
