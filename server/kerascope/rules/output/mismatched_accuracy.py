"""KS416."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Metric
from kerascope.rules.output._history import rename_key
from kerascope.rules.output._pairing import Pairing, accuracies, pairings
from kerascope.rules.output._remedies import head_place
from kerascope.rules.output._verdict import verdict
from kerascope.rules.rule import Fault, Rule


class MismatchedAccuracy(Rule):
    """The accuracy metric reads labels or outputs in another form than they have.

    ## Why it stops learning

    The model may learn well while this number stands still. `Accuracy` counts outputs that
    *equal* the label, which a probability never does. `CategoricalAccuracy` takes one-hot
    labels, `SparseCategoricalAccuracy` integers: each misreads the other's, or stops with
    an error about shapes. `BinaryAccuracy`
    judges every class as a yes-or-no question, and of ten classes nine are *no*. The string
    "accuracy" lets Keras choose by the shapes.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=[keras.metrics.Accuracy()],  # <- KS416
    )
    model.fit(x / 16, y, epochs=20)  # raises InvalidArgumentError
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    The loss is the user's own, the model has several outputs, or head and loss do not fit each
    other either (that is said first).

    ## References

    - [Keras: accuracy metrics](https://keras.io/api/metrics/accuracy_metrics/)
    """

    code = "KS416"
    name = "mismatched-accuracy"
    tier = "certain"
    effect = "misleads"
    fixable = "safe"
    seed = ("wrong metric", "accuracy stays the same")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for pairing in pairings(program):
            if not pairing.only_output or pairing.reconstructs or verdict(pairing) is not None:
                continue
            for metric in accuracies(pairing.compiled):
                reason = _reason(pairing, metric)
                if reason is not None:
                    yield Fault(
                        metric.origin,
                        f"{reason}; metrics=['accuracy'] chooses the right one.",
                        (("the head", head_place(pairing.head)), ("the loss", pairing.loss.origin)),
                        subject=(pairing, metric),
                    )

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        pairing, metric = fault.subject
        edit = Editor(program)
        edit.replace(metric.origin, edit.quoted("accuracy", metric.origin))
        if (old := _key(metric)) is not None:
            rename_key(edit, program, pairing.compiled, old, "accuracy")
        return edit.fix("Let Keras choose the accuracy", safe=True)


_KEYS = {
    "Accuracy": "accuracy",
    "BinaryAccuracy": "binary_accuracy",
    "CategoricalAccuracy": "categorical_accuracy",
    "SparseCategoricalAccuracy": "sparse_categorical_accuracy",
}


def _key(metric: Metric) -> str | None:
    return metric.name or _KEYS.get(metric.class_name)


def _reason(p: Pairing, metric: Metric) -> str | None:
    """Why this metric does not read this model, or None."""
    name = metric.class_name
    chosen_by_keras = metric.call is None and (metric.name or "").lower() in ("accuracy", "acc")
    if chosen_by_keras or p.family == "distance":
        return None
    if name == "Accuracy":
        stops = ", or it stops with an error about shapes" if p.family == "sparse" else ""
        return (
            "keras.metrics.Accuracy counts outputs that equal the label, and probabilities never "
            f"do{stops}"
        )
    if p.units == 1:
        return _for_one(name)
    if name == "CategoricalAccuracy" and p.family == "sparse":
        return "categorical_accuracy takes one-hot labels, but the loss takes integers"
    if name == "SparseCategoricalAccuracy" and p.family == "categorical":
        return "sparse_categorical_accuracy takes integer labels, but the loss takes one-hot ones"
    if name == "BinaryAccuracy" and p.family != "binary" and (p.units or 0) > 2:
        share = 1 - 1 / (p.units or 1)
        return (
            f"binary_accuracy counts {p.units} yes-or-no answers a sample, of which about "
            f"{share:.0%} are right before anything is learnt"
        )
    return None


def _for_one(name: str) -> str | None:
    if name not in ("CategoricalAccuracy", "SparseCategoricalAccuracy"):
        return None
    return (
        f"{_KEYS[name]} looks for the largest of several outputs, and the model has one, so its "
        "answer is always class 0"
    )
