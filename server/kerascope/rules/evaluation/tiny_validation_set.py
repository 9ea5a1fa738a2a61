"""KS910."""

from collections.abc import Iterator
from math import sqrt

from kerascope.fixes.editor import value_of
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import Known, number, text
from kerascope.rules.rule import Fault, Rule

_FEW = 100
_FOLLOWING = ("EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau")


class TinyValidationSet(Rule):
    """Callbacks follow the validation curve of a set so small that the curve is mostly chance.

    ## Why it stops learning

    With 50 samples, one answer more or less moves accuracy by two points, and chance alone
    moves it by ten. A callback that waits for an improvement stops on a lucky epoch, long before
    the network has learnt what it could.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_iris
    from sklearn.utils import shuffle

    X, y = load_iris(return_X_y=True)
    X, y = shuffle(X, y)
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=5)
    model.fit(X, y, epochs=200, validation_split=0.1, callbacks=[stop])  # <- KS910
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_iris
    from sklearn.utils import shuffle

    X, y = load_iris(return_X_y=True)
    X, y = shuffle(X, y)
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X, y, epochs=200, validation_split=0.1)
    ```

    ## Silent when

    The set holds a hundred samples or more, its size is not known, or no callback acts on it.

    ## References

    - [Keras: EarlyStopping](https://keras.io/api/callbacks/early_stopping/)
    """

    code = "KS910"
    name = "tiny-validation-set"
    tier = "hypothesis"
    effect = "misleads"
    seed = ("unrepresentative data", "not enough data")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if (fault := _judge(fit)) is not None:
                yield fault


def _judge(fit: Fit) -> Fault | None:
    name = _follower(fit)
    place = fit.call.arguments.get("validation_data", fit.call.arguments.get("validation_split"))
    rows = _rows(fit)
    if name is None or place is None or not rows or rows >= _FEW:
        return None
    chance = 100 * 2 * sqrt(0.25 / rows)
    message = (
        f"{name} follows {rows} validation samples: chance alone moves their accuracy by up to "
        f"{chance:.0f} points from epoch to epoch."
    )
    return Fault(value_of(place), message)


def _follower(fit: Fit) -> str | None:
    """A callback that acts on an accuracy measured on the validation data."""
    for callback in fit.callbacks.value if isinstance(fit.callbacks, Known) else ():
        if not isinstance(callback, Known) or callback.value.class_name not in _FOLLOWING:
            continue
        if (text(callback.value.get("monitor")) or "").startswith("val_acc"):
            return callback.value.class_name
    return None


def _rows(fit: Fit) -> int | None:
    if fit.validation is not None:
        held_out = fit.validation[0]
        shape = held_out.value.shape if isinstance(held_out, Known) else None
        return shape[0] if shape else None
    share = number(fit.get("validation_split"))
    shape = fit.x.value.shape if isinstance(fit.x, Known) else None
    if share is None or not shape or shape[0] is None:
        return None
    return int(shape[0] * share)
