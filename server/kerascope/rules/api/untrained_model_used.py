"""KS808."""

from collections.abc import Iterator

from kerascope.program.graph import models_in, walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Use
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_ELSEWHERE = (
    "load_weights",
    "set_weights",
    "load_model",
    "train_on_batch",
    "from_config",
    "assign(",
)


class UntrainedModelUsed(Rule):
    """Another model is evaluated than the one that was trained.

    ## Why it stops learning

    Two models that look alike have weights of their own. If one is trained and the other one
    evaluated, the result is that of random weights, and no change to the training ever shows.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split

    x_train, x_test, y_train, y_test = train_test_split(*load_breast_cancer(return_X_y=True))

    def build():
        norm, head = layers.BatchNormalization(), layers.Dense(1, activation="sigmoid")
        model = keras.Sequential([norm, head])
        model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
        return model

    model = build()
    model.fit(x_train, y_train, epochs=20)
    best = build()
    best.evaluate(x_test, y_test)  # <- KS808
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split

    x_train, x_test, y_train, y_test = train_test_split(*load_breast_cancer(return_X_y=True))

    def build():
        norm, head = layers.BatchNormalization(), layers.Dense(1, activation="sigmoid")
        model = keras.Sequential([norm, head])
        model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
        return model

    model = build()
    model.fit(x_train, y_train, epochs=20)
    model.evaluate(x_test, y_test)
    ```

    ## Silent when

    The models share layers, weights are loaded or copied anywhere in the script, a loop of the
    script's own trains, the model is evaluated before anything is trained, or the training
    stands in another module.

    ## References

    - [Keras: evaluate](https://keras.io/api/models/model_training_apis/#evaluate-method)
    """

    code = "KS808"
    name = "untrained-model-used"
    tier = "likely"
    effect = "misleads"
    seed = ("accuracy does not change",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        whole = "".join(cell.text for cell in program.document.cells)
        if program.loops or any(word in whole for word in _ELSEWHERE):
            return
        trained = [model for fit in program.fits for model in models_in(fit.model)]
        if not trained or any(fit.origin.path for fit in program.fits):
            return
        for use in program.uses:
            if use.method == "evaluate" and _is_untrained(use, trained):
                first = min((fit.origin for fit in program.fits), key=_order)
                if _order(first) < _order(use.call.origin):
                    message = (
                        "The model evaluated here was never trained: fit() was called on another "
                        "one, and this one still has its random weights."
                    )
                    yield Fault(use.call.origin, message, (("the training", first),))


def _order(origin: Origin) -> tuple[int, int]:
    return (-1 if origin.here.cell is None else origin.here.cell, origin.here.line)


def _is_untrained(use: Use, trained: list[ModelGraph]) -> bool:
    """Whether the model is known, and shares no layer with one that was trained."""
    seen = {id(x.identity) for model in trained for x in walk(model) if x.identity is not None}
    seen |= {id(model.identity) for model in trained}
    found = list(models_in(use.model))
    if len(found) != 1 or found[0].kind not in ("sequential", "functional"):
        return False
    model = found[0]
    own = {id(x.identity) for x in walk(model) if x.identity is not None}
    plain = model.complete and all(x.kind in ("input", "layer", "operation") for x in walk(model))
    return plain and id(model.identity) not in seen and not own & seen
