"""KS501."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import trainings
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Optimizer
from kerascope.program.value import Known, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

ADAPTIVE = {
    "Adam": 0.001,
    "AdamW": 0.001,
    "Adamax": 0.001,
    "Nadam": 0.001,
    "RMSprop": 0.001,
    "Adafactor": 0.001,
    "Lion": 0.0001,
}
"""Optimisers whose step has about the size of the learning rate, with the rate to try."""


class LearningRateTooHigh(Rule):
    """The learning rate is so high that steps jump over what they should descend into.

    ## Why it stops learning

    An adaptive optimiser such as Adam moves every weight by about the learning rate in each
    step, whatever the gradient. Weights start out around 0.05: a rate of 0.1 throws them out of
    any useful range within a few steps, units die or saturate, and the loss stays at what a
    constant prediction gives, or becomes NaN. Plain SGD stands more, up to about 1.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.5),  # <- KS501
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    ```

    ## Silent when

    The rate is a schedule, comes from outside the script, or the optimiser scales its own steps
    (Adadelta, Adagrad, Ftrl). A network without hidden layers stands far higher rates.

    ## How the probe tests it

    The script as it is against the suggested rate, from the same weights, on the same batches,
    for the same number of updates.

    ## References

    - Bengio, [Practical recommendations for gradient-based training](https://arxiv.org/abs/1206.5533)
    - [Keras: Adam](https://keras.io/api/optimizers/adam/)
    """

    code = "KS501"
    name = "learning-rate-too-high"
    tier = "likely"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("learning rate too high",)
    systems = ("UMLAUT", "DeepDiagnosis", "DeepFD", "TheDeepChecker", "SageMaker Debugger")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for compiled, _, _ in trainings(program.compiles, program.fits):
            if (fault := _judge(compiled)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        edit.replace(fault.origin, fault.subject)
        return edit.fix(f"Set the learning rate to {fault.subject}", safe=False)


def _judge(compiled: Compile) -> Fault | None:
    if not isinstance(compiled.optimizer, Known):
        return None
    optimizer = compiled.optimizer.value
    rate = number(optimizer.learning_rate)
    place = optimizer.learning_rate.origin
    if rate is None or place is None:
        return None
    limit, suggestion = _limit(optimizer)
    if limit is None or rate <= limit:
        return None
    message = (
        f"{optimizer.class_name} with a learning rate of {rate:g} moves every weight too far in "
        f"each step for most networks to learn; rates up to {limit:g} are usual, "
        f"{suggestion} is a good start."
    )
    return Fault(place, message, subject=suggestion)


def _limit(optimizer: Optimizer) -> tuple[float | None, str]:
    """The highest usual rate, and the one to suggest."""
    if optimizer.class_name in ADAPTIVE:
        usual = ADAPTIVE[optimizer.class_name]
        return usual * 10, f"{usual:g}"
    if optimizer.class_name == "SGD":
        momentum = number(optimizer.call.get("momentum")) if optimizer.call else 0.0
        return (0.1 if (momentum or 0) >= 0.9 else 1.0), "0.01"
    return None, ""
