"""KS903."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import Known, constant, text
from kerascope.reader.values import Dataset
from kerascope.rules.evaluation._rows import overlap
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_CHOOSING = ("EarlyStopping", "ModelCheckpoint")


class TunedOnTestSet(Rule):
    """The test set decides when training stops, and then gives the final score.

    ## Why it stops learning

    It does not, but the score is too good: the epoch was chosen because it does well on exactly
    these samples. On new data the model will do worse than the report says.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    x_train, x_test = x_train / 255, x_test / 255
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(restore_best_weights=True)
    model.fit(
        x_train,
        y_train,
        epochs=100,
        validation_data=(x_test, y_test),  # <- KS903
        callbacks=[stop],
    )
    model.evaluate(x_test, y_test)
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    x_train, x_test = x_train / 255, x_test / 255
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(restore_best_weights=True)
    model.fit(
        x_train,
        y_train,
        epochs=100,
        validation_split=0.1,
        callbacks=[stop],
    )
    model.evaluate(x_test, y_test)
    ```

    ## Silent when

    No callback picks weights by what validation shows, or the final score comes from other rows.

    ## How the probe tests it

    The model is evaluated on rows that took no part in the choice.

    ## References

    - [Keras: EarlyStopping](https://keras.io/api/callbacks/early_stopping/)
    """

    code = "KS903"
    name = "tuned-on-test-set"
    tier = "hypothesis"
    effect = "misleads"
    fixable = "unsafe"
    experiment = Experiment(regime="evaluate")
    seed = ("data leakage",)
    systems = ("LeakageDetector",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if (fault := _judge(fit, program)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        fit: Fit = fault.subject
        if isinstance(constant(fit.get("x")), Dataset):
            raise CannotEdit
        edit = Editor(program)
        edit.remove_argument(fit.call, "validation_data")
        edit.add_argument(fit.call, "validation_split=0.1")
        return edit.fix("Hold back a tenth of the training data for it", safe=False)


def _judge(fit: Fit, program: TrainingProgram) -> Fault | None:
    argument = fit.call.arguments.get("validation_data")
    chooser = _chooser(fit)
    if argument is None or fit.validation is None or chooser is None:
        return None
    held_out = fit.validation[0]
    identities = {id(model.identity) for model in models_in(fit.model)}
    for use in program.uses:
        same = any(id(model.identity) in identities for model in models_in(use.model))
        if not same or not use.method.startswith("evaluate") or not isinstance(use.x, Known):
            continue
        if not isinstance(held_out, Known):
            return None
        if overlap(held_out.value, use.x.value, fit.origin) == "is the same as":
            line = use.call.origin.line
            message = (
                f"{chooser} picks the epoch by the data that evaluate() (line {line}) then gives "
                "the final score on: the score is better than on new data."
            )
            related = (("the final score", use.call.origin),)
            return Fault(value_of(argument), message, related, fit)
    return None


def _chooser(fit: Fit) -> str | None:
    """A callback that picks weights by the validation data."""
    for callback in fit.callbacks.value if isinstance(fit.callbacks, Known) else ():
        if not isinstance(callback, Known) or callback.value.class_name not in _CHOOSING:
            continue
        call, name = callback.value, callback.value.class_name
        picks = "save_best_only" if name == "ModelCheckpoint" else "restore_best_weights"
        if not (text(call.get("monitor")) or "").startswith("val"):
            continue
        if constant(call.get(picks)) is True or name == "EarlyStopping":
            return name
    return None
