"""KS607."""

from collections.abc import Iterator

from kerascope.fixes.callbacks import add_callback
from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor, value_of
from kerascope.program.callbacks import all_known, has_callback, validates
from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.updates import epochs_place, run_of
from kerascope.rules.experiment import Experiment
from kerascope.rules.regularisation.missing_regularisation import learns_by_heart
from kerascope.rules.rule import Fault, Rule

_LONG = 100
_MANY = 20_000


class OverlongTraining(Rule):
    """Very many epochs on few samples, with validation data that nothing looks at.

    ## Why it stops learning

    Validation loss usually has its minimum long before the last of hundreds of epochs; after it
    the model only fits the noise of its few training samples, and the weights that are left at
    the end are not the best ones. Early stopping ends the run there and puts the best weights back.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=500, validation_split=0.2)  # <- KS607
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(patience=10, restore_best_weights=True)
    model.fit(x / 16, y, epochs=500, validation_split=0.2, callbacks=[stop])
    ```

    ## Silent when

    There are fewer than 100 epochs, 20,000 samples or more or a number that is not known, no
    validation data, any callback that stops or keeps the best weights, or one that is not known;
    and where KS603 speaks.

    ## How the probe tests it

    Both arms learn the training data, then their quality on held-out data is compared.

    ## References

    - Prechelt, [Early stopping: but when?](https://doi.org/10.1007/3-540-49430-8_3)
    """

    code = "KS607"
    name = "overlong-training"
    tier = "hypothesis"
    effect = "overfits"
    fixable = "unsafe"
    experiment = Experiment(regime="memorise", metric="generalisation", horizon=600, margin=0.04)
    seed = ("early stopping", "overfitting")
    explains = ("KS511",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            run, place = run_of(fit), epochs_place(fit)
            if place is None or run.epochs is None or run.epochs < _LONG or not _is_watched(fit):
                continue
            if run.samples is not None and run.samples < _MANY:
                message = (
                    f"{run.epochs} epochs on {run.samples:,} samples with validation data, but "
                    "nothing stops at the best epoch: the last weights are hardly the best."
                )
                yield Fault(value_of(place), message, subject=fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        fit: Fit = fault.subject
        edit = Editor(program)
        name = edit.name_for("keras.callbacks.EarlyStopping")
        add_callback(edit, fit, f"{name}(patience=10, restore_best_weights=True)")
        return edit.fix("Stop at the best epoch", safe=False)


def _is_watched(fit: Fit) -> bool:
    """Whether there are validation data and no callback makes anything of them."""
    stops = has_callback(fit, "EarlyStopping", "ModelCheckpoint")
    if stops or fit.loop is not None or not validates(fit) or not all_known(fit):
        return False
    return not any(True for m in models_in(fit.model) for _ in learns_by_heart(fit, m))
