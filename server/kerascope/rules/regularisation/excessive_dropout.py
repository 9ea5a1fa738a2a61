"""KS601."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import walk
from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.regularisation._regularised import DROPPING
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_KEEP_PROBABILITY = 0.8
_STRONG = 0.75


class ExcessiveDropout(Rule):
    """Dropout throws most of a layer's outputs away.

    ## Why it stops learning

    Keras' `rate` is the share that is dropped; other libraries, and TensorFlow 1, ask for the
    share that is kept. `Dropout(0.9)` written with that in mind leaves one output in ten: the
    gradients are mostly noise, and training accuracy stays far below validation accuracy.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dropout(0.9),  # <- KS601
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
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    The rate is below 0.75, or comes from outside the script. Between 0.75 and 0.8 it is only
    a hypothesis: wide layers stand it.

    ## How the probe tests it

    The script as it is against a usual rate, for the same number of updates.

    ## References

    - Srivastava et al., [Dropout](https://jmlr.org/papers/v15/srivastava14a.html)
    """

    code = "KS601"
    name = "excessive-dropout"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("dropout", "regularisation")
    systems = ("UMLAUT",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in program.models:
            for layer in walk(model):
                if layer.class_name in DROPPING:
                    yield from _judge(layer, "rate")
                else:
                    yield from _judge(layer, "dropout")

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        place: Origin
        place, usual = fault.subject
        edit = Editor(program)
        edit.replace(place, usual)
        return edit.fix(f"Drop {usual} of the outputs", safe=False)


def _judge(layer: Layer, parameter: str) -> Iterator[Fault]:
    value = layer.get(parameter)
    if layer.call is not None and parameter not in layer.call.written:
        value = layer.call.written.get("p", value)
    rate, place = number(value), value.origin
    if rate is None or place is None or not _STRONG <= rate <= 1:
        return
    confused = rate >= _KEEP_PROBABILITY
    usual = f"{1 - rate:.2g}" if confused and rate < 1 else "0.5"
    message = (
        f"{layer.class_name} drops {rate:.0%} of the values in each training step and keeps only "
        f"{1 - rate:.0%}: Keras' rate is the share that is dropped, not the one that is kept."
    )
    yield Fault(place, message, subject=(place, usual), tier=None if confused else "hypothesis")
