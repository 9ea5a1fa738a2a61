"""KS503."""

from collections.abc import Iterator
from dataclasses import dataclass

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.call import Call
from kerascope.program.callbacks import rates_of, steers_rate
from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.updates import run_of
from kerascope.program.value import Known, number
from kerascope.rules.era import is_of_keras_2
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import ADAPTIVE, Trained, trained
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_GONE = 0.01
"""The share of its first value below which a rate no longer trains."""

_STEEP = 0.05

_TO_ZERO = ("CosineDecay", "PolynomialDecay")
_WITHOUT_END = ("ExponentialDecay", "InverseTimeDecay")


_FADED = 1e-3
"""The share of the first rate from which on nothing moves any more."""


@dataclass(frozen=True, slots=True)
class _Change:
    """The edit: put ``text`` at a place."""

    place: Origin
    text: str
    title: str


class VanishingLearningRate(Rule):
    """The learning rate is zero or negative, or its schedule has ended long before the training.

    ## Why it stops learning

    At a rate of zero nothing moves, and a negative one climbs the loss. Keras counts a schedule's
    `decay_steps` in optimiser steps, not in epochs: a cosine over 50 steps has come down to zero
    in the first epoch or two, and all later epochs change nothing.

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
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.001,
        decay_steps=50,  # <- KS503
    )
    model.compile(
        optimizer=keras.optimizers.Adam(schedule), loss="sparse_categorical_crossentropy"
    )
    model.fit(x / 16, y, epochs=50)
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
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.001,
        decay_steps=50 * 57,
    )
    model.compile(
        optimizer=keras.optimizers.Adam(schedule), loss="sparse_categorical_crossentropy"
    )
    model.fit(x / 16, y, epochs=50)
    ```

    ## Silent when

    The number of steps in the run is not known, the schedule keeps a floor of at least a
    hundredth (`alpha`, `end_learning_rate`), starts over (`cycle`, restarts), or lasts for a
    third of the run or more, a callback sets another rate than a zero that was given, or the model
    is compiled only to be evaluated. `decay=` of an optimiser is judged where it has an effect: up
    to Keras 2. A `LearningRateScheduler` is judged where its function can be computed from the
    number of the epoch.

    ## How the probe tests it

    The script as it is against the schedule stretched over the whole run.

    ## References

    - [Keras: learning rate schedules](https://keras.io/api/optimizers/learning_rate_schedules/)
    """

    code = "KS503"
    name = "vanishing-learning-rate"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=600, margin=0.15)
    seed = ("learning rate too low", "learning rate schedules")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        legacy = any(".legacy" in found.written for found in program.imports)
        decays = program.backend.keras == 2 or legacy or is_of_keras_2(program)
        for each in trained(program):
            if not _is_set_later(each, program):
                yield from _constant(each)
            yield from _decayed(each, decays)
            rate = each.optimizer.learning_rate
            if isinstance(rate, Known) and isinstance(rate.value, Call):
                for fit in each.fits:
                    yield from _scheduled(rate.value, fit)
        for fit in program.fits:
            yield from _faded(fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        change: _Change | None = fault.subject
        if change is None:
            raise CannotEdit
        edit = Editor(program)
        edit.replace(change.place, change.text)
        return edit.fix(change.title, safe=False)


def _faded(fit: Fit) -> Iterator[Fault]:
    """A function of the epoch that has come down to nothing early in the run."""
    found, epochs = rates_of(fit), run_of(fit).epochs
    if found is None or epochs is None:
        return
    call, rates = found
    third = max((epoch for epoch in rates if epoch <= epochs / 3), default=0)
    first, then = rates[0], rates[third]
    if then <= 0 or (third and then < first * _FADED):
        left = f"{then:g}" if then <= 0 else f"{then:.1g}, from {first:g} at the start"
        message = (
            f"This schedule gives a learning rate of {left}, in epoch {third + 1} of {epochs}: "
            "from there on hardly any weight moves."
        )
        place = call.arguments.get("schedule", call.origin)
        related = (("the training", fit.origin),)
        yield Fault(place, message, related, subject=None, tier="likely", fixable=False)


def _is_set_later(each: Trained, program: TrainingProgram) -> bool:
    """Whether a callback gives the rate, so that the first one is never used."""
    if each.fits:
        return all(steers_rate(fit) for fit in each.fits)
    if each.compiled is not None and _only_judges(each, program):
        return True
    return any(call.class_name == "LearningRateScheduler" for call in program.calls)


def _only_judges(each: Trained, program: TrainingProgram) -> bool:
    """Whether a model is compiled to be evaluated, and never trained."""
    ours = {id(model.identity) for model in each.models}
    judged = (use for use in program.uses if use.method.startswith("evaluate"))
    others = (loop.model for loop in program.loops)
    return (
        any(id(m.identity) in ours for use in judged for m in models_in(use.model))
        and all(isinstance(model, Known) for model in others)
        and not any(id(m.identity) in ours for loop in program.loops for m in models_in(loop.model))
    )


def _constant(each: Trained) -> Iterator[Fault]:
    optimizer = each.optimizer
    rate, place = number(optimizer.learning_rate), optimizer.learning_rate.origin
    if rate is None or place is None or rate > 0:
        return
    usual = f"{ADAPTIVE.get(optimizer.class_name, 0.01):g}"
    does = "climbs the loss" if rate < 0 else "changes no weight"
    change = _Change(place, usual, f"Set the learning rate to {usual}")
    message = f"A learning rate of {rate:g} {does}, however long the training; {usual} is usual."
    yield Fault(place, message, subject=change)


def _decayed(each: Trained, everywhere: bool) -> Iterator[Fault]:
    """``decay`` of the optimisers before Keras 3 counts steps: 0.9 is gone within an epoch."""
    call = each.optimizer.call
    by = number(call.get("decay")) if call is not None and "decay" in call.written else None
    if call is None or by is None or by < _STEEP:
        return
    if not everywhere and ".legacy" not in call.origin.text:
        return
    place = value_of(call.arguments["decay"])
    message = (
        f"decay={by:g} divides the rate by 1 + {by:g} times the number of steps: after 100 steps "
        f"{1 / (1 + 100 * by):.1g} of it is left, and training stands still; 1e-6 to 1e-4 is usual."
    )
    change = _Change(place, "1e-4", "Let the rate decay by 1e-4")
    yield Fault(place, message, subject=change, tier="likely")


def _scheduled(schedule: Call, fit: Fit) -> Iterator[Fault]:
    updates, steps = run_of(fit).updates, run_of(fit).steps
    lasts = number(schedule.get("decay_steps"))
    written = schedule.arguments.get("decay_steps")
    if updates is None or steps is None or not lasts or written is None:
        return
    place = value_of(written)
    if schedule.class_name in _TO_ZERO and _ends_low(schedule) and lasts < updates / 3:
        ends, needed = f"is over after {lasts:g} of {updates:,} steps", updates
    elif schedule.class_name in _WITHOUT_END and _left(schedule, updates / 3) < _GONE:
        left = _left(schedule, updates / 3)
        ends, needed = f"has come down to {left:.1g} of it after a third of the run", steps
    else:
        return
    message = (
        f"decay_steps counts optimiser steps, not epochs: this {schedule.class_name} {ends}; "
        f"an epoch is {steps:,} steps (line {fit.origin.line})."
    )
    change = _Change(place, str(needed), f"Set decay_steps to {needed}")
    yield Fault(place, message, (("the training", fit.origin),), subject=change, tier="likely")


def _ends_low(schedule: Call) -> bool:
    """Whether the rate at the end is less than a hundredth of the first."""
    if number(schedule.get("warmup_steps")):
        return False
    if schedule.class_name == "CosineDecay":
        alpha = number(schedule.get("alpha"))
        return alpha is not None and alpha < _GONE
    first, last = (number(schedule.get(n)) for n in ("initial_learning_rate", "end_learning_rate"))
    stays = isinstance(cycle := schedule.get("cycle"), Known) and not cycle.value
    return stays and first is not None and last is not None and last < first * _GONE


def _left(schedule: Call, steps: float) -> float:
    """The share of the first rate that is left after so many steps; 1 where that is not known."""
    lasts, by = number(schedule.get("decay_steps")), number(schedule.get("decay_rate"))
    if not lasts or by is None or by < 0:
        return 1.0
    rounds = steps / lasts
    return by**rounds if schedule.class_name == "ExponentialDecay" else 1 / (1 + by * rounds)
