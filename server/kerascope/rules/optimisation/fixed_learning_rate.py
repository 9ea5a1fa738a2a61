"""KS509."""

from collections.abc import Iterator

from kerascope.fixes.callbacks import add_callback
from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.callbacks import all_known, steers_rate, validates
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit, Optimizer
from kerascope.program.updates import epochs_place, run_of
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import ADAPTIVE, swept_rates, trained
from kerascope.rules.rule import Fault, Rule

_LONG = 30
"""Epochs from which a high rate that never falls is worth a trial."""

_SHORTEST = 1_000


class FixedLearningRate(Rule):
    """A high learning rate stays the same over a long run.

    ## Why it stops learning

    A rate that is good for the first epochs is too coarse for the last: the weights keep jumping
    around the minimum at a distance that the rate sets, so loss and accuracy go up and down and
    improve no more. Lowering the rate when the loss stops falling, in steps, or along a cosine
    that starts over (a cyclical rate), lets them settle.

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
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.01),  # <- KS509
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x / 16, y, epochs=60, validation_split=0.2)
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
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.01),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(
        x / 16,
        y,
        epochs=60,
        validation_split=0.2,
        callbacks=[keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=5)],
    )
    ```

    ## Silent when

    The rate is usual for its optimiser, the run is short, a schedule or a callback lowers the
    rate, a callback is not known, or the rate is so high that KS501 speaks. A constant rate alone
    is no fault: most good scripts have one.

    ## Fix

    With validation data: `ReduceLROnPlateau`. Without: SGD gets a cosine with restarts where the
    number of steps is known, everything else a `LearningRateScheduler` that halves the rate
    every tenth of the run.

    ## How the probe tests it

    The script as it is against the same script with the falling rate, over a long horizon.

    ## References

    - Smith, [Cyclical learning rates for training neural networks](https://arxiv.org/abs/1506.01186)
    - Loshchilov and Hutter, [SGDR: stochastic gradient descent with warm restarts](https://arxiv.org/abs/1608.03983)
    """

    code = "KS509"
    name = "fixed-learning-rate"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=1_200, margin=0.15)
    seed = (
        "fixed learning rate",
        "learning rate schedules",
        "step decay",
        "cyclical learning rates",
    )
    systems = ("AUTOTRAINER",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        swept = swept_rates(program)
        for each in trained(program):
            if each.optimizer.origin not in swept and not each.is_simple:
                for fit in each.fits:
                    yield from _judge(each.optimizer, fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        optimizer, fit = fault.subject
        title = _lower(edit, optimizer, fit)
        return edit.fix(title, safe=False)


def _judge(optimizer: Optimizer, fit: Fit) -> Iterator[Fault]:
    rate, run = number(optimizer.learning_rate), run_of(fit)
    place = optimizer.learning_rate.origin or optimizer.origin
    if rate is None or run.epochs is None or fit.loop is not None:
        return
    if run.epochs < _LONG or (run.updates is not None and run.updates < _SHORTEST):
        return
    if not _is_high(optimizer, rate, run.epochs) or not all_known(fit) or steers_rate(fit):
        return
    message = (
        f"{optimizer.class_name} keeps a learning rate of {rate:g} for all {run.epochs} epochs "
        f"(line {fit.origin.line}): once the loss swings around its minimum, only a lower rate "
        "lets it settle."
    )
    related = (("the training", epochs_place(fit) or fit.origin),)
    yield Fault(place, message, related, subject=(optimizer, fit))


def _is_high(optimizer: Optimizer, rate: float, epochs: int) -> bool:
    """Whether the rate is above the usual, but not so far that it cannot train at all."""
    if optimizer.class_name in ADAPTIVE:
        usual = ADAPTIVE[optimizer.class_name]
        return usual * 3 <= rate <= usual * 10
    if optimizer.class_name != "SGD":
        return False
    momentum = number(optimizer.call.get("momentum")) if optimizer.call else 0.0
    if momentum is None or momentum >= 1 or rate > (0.1 if momentum >= 0.8 else 0.5):
        return False
    return rate / (1 - momentum) >= (0.1 if epochs >= 100 else 0.3) - 1e-9


def _lower(edit: Editor, optimizer: Optimizer, fit: Fit) -> str:
    if validates(fit):
        name = edit.name_for("keras.callbacks.ReduceLROnPlateau")
        add_callback(edit, fit, f"{name}(factor=0.5, patience=5)")
        return "Halve the learning rate when the validation loss stops falling"
    run, rate = run_of(fit), optimizer.learning_rate.origin
    if optimizer.class_name == "SGD" and run.steps is not None and rate is not None:
        name = edit.name_for("keras.optimizers.schedules.CosineDecayRestarts")
        edit.replace(rate, f"{name}({rate.text}, first_decay_steps={10 * run.steps})")
        return "Let the learning rate fall along a cosine that starts over"
    if run.epochs is None:
        raise CannotEdit
    every = max(run.epochs // 10, 1)
    name = edit.name_for("keras.callbacks.LearningRateScheduler")
    halve = f"lambda epoch, rate: rate * 0.5 if epoch and epoch % {every} == 0 else rate"
    add_callback(edit, fit, f"{name}({halve})")
    return f"Halve the learning rate every {every} epochs"
