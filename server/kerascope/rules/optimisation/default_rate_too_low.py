"""KS504."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.callbacks import steers_rate
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Optimizer
from kerascope.program.value import number
from kerascope.rules.era import is_of_keras_2
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import (
    Trained,
    is_optimizer,
    swept_rates,
    trained,
)
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_USUAL = {"Adadelta": (1.0, 0.01), "Adagrad": (0.01, 0.001), "Ftrl": (0.1, 0.001)}
"""The rate that suits the optimiser, and the one up to which it hardly moves."""

_SEVERAL = 3


class DefaultRateTooLow(Rule):
    """Adadelta, Adagrad or Ftrl runs at Keras' default rate of 0.001, at which it hardly moves.

    ## Why it stops learning

    These optimisers divide each step by what they have seen of the gradients, and their papers
    multiply it by a rate near 1 (Adadelta) or 0.01 to 0.1. Keras gives every optimiser 0.001.
    Adadelta's steps are then a thousand times smaller than meant: accuracy rises by a few
    points in tens of epochs. Old multi-backend Keras had 1.0, so examples from then stopped
    learning when they were run again with `tf.keras` or Keras 3.

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
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.Adadelta(),  # <- KS504
        metrics=["accuracy"],
    )
    model.fit(x / 16, y, epochs=20)
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
        loss="sparse_categorical_crossentropy",
        optimizer=keras.optimizers.Adadelta(learning_rate=1.0),
        metrics=["accuracy"],
    )
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    Another rate is written, a callback sets it, or several rates are tried. In a script that only
    an older Keras can run the default is for information: until Keras 2.4 it was a higher one. So
    is any rate where three or more kinds of optimisers are tried on the same model.

    ## How the probe tests it

    The script as it is against the rate that suits the optimiser, for the same number of updates.

    ## References

    - Zeiler, [ADADELTA: an adaptive learning rate method](https://arxiv.org/abs/1212.5701)
    - [Keras: Adadelta](https://keras.io/api/optimizers/adadelta/)
    """

    code = "KS504"
    name = "default-rate-too-low"
    tier = "likely"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15, speed=True)
    seed = ("optimizer choice", "learning rate too low")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        swept = swept_rates(program)
        for each in trained(program):
            steered = any(steers_rate(fit) for fit in each.fits)
            if each.optimizer.origin not in swept and not steered:
                yield from _judge(each, program)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        each: Trained = fault.subject
        optimizer, edit = each.optimizer, Editor(program)
        usual = f"{_USUAL[optimizer.class_name][0]:g}"
        usual = "1.0" if usual == "1" else usual
        written = optimizer.learning_rate.origin
        if optimizer.call is None:
            if fault.origin.text[:1] not in "\"'":
                raise CannotEdit
            name = edit.name_for(f"keras.optimizers.{optimizer.class_name}")
            edit.replace(fault.origin, f"{name}(learning_rate={usual})")
        elif written is not None and _has_others(optimizer, written, program):
            name = "lr" if "lr" in optimizer.call.written else "learning_rate"
            edit.set_argument(optimizer.call, name, usual)
        elif written is not None:
            edit.replace(written, usual)
        elif optimizer.call.complete:
            edit.add_argument(optimizer.call, f"learning_rate={usual}")
        return edit.fix(f"Give {optimizer.class_name} a learning rate of {usual}", safe=False)


def _has_others(optimizer: Optimizer, rate: Origin, program: TrainingProgram) -> bool:
    """Whether other optimisers have the same rate from the same place."""
    calls = (call for call in program.calls if is_optimizer(call) and call is not optimizer.call)
    rates = (call.written.get("lr", call.get("learning_rate")) for call in calls)
    return any(each.origin == rate for each in rates)


def _judge(each: Trained, program: TrainingProgram) -> Iterator[Fault]:
    optimizer = each.optimizer
    rate = number(optimizer.learning_rate)
    if rate is None or optimizer.class_name not in _USUAL or rate <= 0:
        return
    usual, idle = _USUAL[optimizer.class_name]
    if rate > idle:
        return
    unset, old = optimizer.learning_rate.origin is None, is_of_keras_2(program)
    by_default = "Keras' default rate of" if unset else "a rate of"
    message = (
        f"{optimizer.class_name} at {by_default} {rate:g} hardly moves the weights: it is meant "
        f"for a rate of about {usual:g}."
    )
    if unset and old:
        message += " The Keras this script is written for may have had that default."
    place = optimizer.learning_rate.origin or optimizer.origin
    unsure = (unset and old) or _is_compared(each, program)
    yield Fault(place, message, subject=each, tier="hypothesis" if unsure else None)


def _is_compared(each: Trained, program: TrainingProgram) -> bool:
    """Whether one call compiles with several kinds of optimisers, to see what each does."""
    tried = {
        other.optimizer.class_name
        for other in trained(program)
        if each.compiled is not None
        and other.compiled is not None
        and other.compiled.origin == each.compiled.origin
    }
    return len(tried) >= _SEVERAL
