"""KS606."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.regularisation._regularised import DROPPING, penalties
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_HALF = 0.5
_STRONG = 0.01
_DROPS, _PENALTIES = 3, 2
_MILD = "0.2"


class TooMuchRegularisation(Rule):
    """Heavy dropout behind several layers and strong weight penalties stand in one model.

    ## Why it stops learning

    Each means against overfitting also makes the training data harder to fit. Three layers of
    half dropout let one signal in eight through, and a penalty of 0.01 pulls the remaining
    weights to zero: training accuracy itself stays low, below the validation accuracy.

    ## Bad

    ```python
    import keras
    from keras import layers, regularizers
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        layers.Dense(64, activation="relu", kernel_regularizer=regularizers.l2(0.01)),
        layers.Dropout(0.5),  # <- KS606
        layers.Dense(64, activation="relu", kernel_regularizer=regularizers.l2(0.01)),
        layers.Dropout(0.5),
        layers.Dense(64, activation="relu", kernel_regularizer=regularizers.l2(0.01)),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        layers.Dense(64, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(64, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    There are fewer than three layers of dropout of a half or more, or fewer than two penalties of
    at least 0.01.

    ## How the probe tests it

    The script as it is against the script with mild dropout, for the same number of updates.

    ## References

    - Srivastava et al., [Dropout](https://jmlr.org/papers/v15/srivastava14a.html)
    """

    code = "KS606"
    name = "too-much-regularisation"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=600, margin=0.15)
    seed = ("dropout", "L1/L2 regularisation")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in program.models:
            drops = _heavy_dropout(model)
            strong = [p for x in walk(model) for _, factor, p in penalties(x) if factor >= _STRONG]
            if len(drops) >= _DROPS and len(strong) >= _PENALTIES:
                message = (
                    f"{len(drops)} layers of dropout of a half or more and {len(strong)} weight "
                    f"penalties of {_STRONG} or more: together they can keep the model from "
                    "fitting even its training data."
                )
                layer, _ = drops[0]
                related = tuple(("a penalty", place) for place in strong[:3])
                yield Fault(layer, message, related, subject=[place for _, place in drops])

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        places: list[Origin] = fault.subject
        edit = Editor(program)
        for place in dict.fromkeys(places):
            edit.replace(place, _MILD)
        return edit.fix(f"Drop {_MILD} of the outputs", safe=False)


def _heavy_dropout(model: ModelGraph) -> list[tuple[Origin, Origin]]:
    """The layers that drop half or more, each with the place of its rate."""
    found: list[tuple[Origin, Origin]] = []
    for layer in walk(model):
        value = layer.get("rate") if layer.class_name in DROPPING else None
        rate = number(value) if value is not None else None
        if value is not None and rate is not None and rate >= _HALF and value.origin is not None:
            found.append((layer.origin, value.origin))
    return found
