"""KS515."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.call import Call
from kerascope.program.program import TrainingProgram
from kerascope.program.updates import run_of
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import trained
from kerascope.rules.rule import Fault, Rule

_FEW = 100


class StarvedGradientAccumulation(Rule):
    """Gradient accumulation leaves only a few optimiser steps in the whole run.

    ## Why it stops learning

    With `gradient_accumulation_steps=k` weights move once in k batches. On small data that
    divides a few hundred steps into a handful, and training ends where it began.

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
    optimizer = keras.optimizers.Adam(0.001, gradient_accumulation_steps=32)  # <- KS515
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
    model.fit(x / 16, y, epochs=10)
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
    optimizer = keras.optimizers.Adam(0.001)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
    model.fit(x / 16, y, epochs=10)
    ```

    ## Silent when

    The number of steps is not known, 100 or more remain, or there were as few without it.

    ## How the probe tests it

    The script as it is against the script without accumulation.

    ## References

    - [Keras: optimizers](https://keras.io/api/optimizers/)
    """

    code = "KS515"
    name = "starved-gradient-accumulation"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15, speed=True)
    seed = ("batch size",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for each in trained(program):
            call = each.optimizer.call
            every = number(call.get("gradient_accumulation_steps")) if call else None
            for fit in each.fits if call and every and every > 1 else ():
                updates = run_of(fit).updates
                place = call.arguments.get("gradient_accumulation_steps") if call else None
                if updates is None or place is None or not every:
                    continue
                if updates >= _FEW and updates // every < _FEW:
                    message = (
                        f"Weights move once in {every:g} batches: of {updates:,} batches in the "
                        f"run (line {fit.origin.line}) that leaves {updates // every:g} steps."
                    )
                    yield Fault(place, message, (("the training", fit.origin),), subject=call)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        call: Call = fault.subject
        edit = Editor(program)
        edit.remove_argument(call, "gradient_accumulation_steps")
        return edit.fix("Take a step after every batch", safe=False)
