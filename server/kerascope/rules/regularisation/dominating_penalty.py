"""KS602."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import walk
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.regularisation._regularised import penalties
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_LIMITS = {"l1": (0.01, "1e-5"), "l2": (0.1, "1e-4")}
"""The factor from which a penalty usually outweighs the loss, and the one to try."""


class DominatingPenalty(Rule):
    """A weight penalty is so strong that it outweighs the loss.

    ## Why it stops learning

    L1 and L2 add factor × Σ|w| and factor × Σw² to the loss. A layer has thousands of weights:
    with L2 at 1, or L1 at 0.01, the sum is many times the cross-entropy, so the cheapest thing
    to do is to shrink all weights to zero and to predict the same for every input.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(
            64,
            activation="relu",
            kernel_regularizer=keras.regularizers.l2(1.0),  # <- KS602
        ),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(
            64,
            activation="relu",
            kernel_regularizer=keras.regularizers.l2(1e-4),
        ),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    The layer has few weights (under 100), the penalty is on activations or biases, or the factor
    comes from outside the script. L2 up to 0.1 is usual enough.

    ## How the probe tests it

    The script as it is against a usual factor, for the same number of updates.

    ## References

    - [Keras: layer weight regularizers](https://keras.io/api/layers/regularizers/)
    """

    code = "KS602"
    name = "dominating-penalty"
    tier = "likely"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("L1/L2 regularisation",)
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in program.models:
            for layer in walk(model):
                if layer.parameters is None or layer.parameters >= 100:
                    for kind, factor, place in penalties(layer):
                        yield from _judge(kind, factor, place)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        kind: str = fault.subject
        usual, edit = _LIMITS[kind][1], Editor(program)
        text = fault.origin.text
        if text[:1] in "\"'" or text.endswith("()"):
            name = edit.name_for(f"keras.regularizers.{kind.upper()}")
            edit.replace(fault.origin, f"{name}({usual})")
        else:
            edit.replace(fault.origin, usual)
        return edit.fix(f"Set the {kind.upper()} factor to {usual}", safe=False)


def _judge(kind: str, factor: float, place: Origin) -> Iterator[Fault]:
    limit, usual = _LIMITS[kind]
    if factor >= limit:
        message = (
            f"An {kind.upper()} penalty of {factor:g} on every weight outweighs the loss: the "
            f"weights shrink towards zero instead of learning; {usual} is a usual factor."
        )
        yield Fault(place, message, subject=kind)
