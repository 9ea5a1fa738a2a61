"""KS703."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.graph import models_in
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_FOLDS = re.compile(r"\.split\(|fold", re.IGNORECASE)
_STARTS_OVER = re.compile(r"set_weights|load_weights|clone_model|reset_states|load_model")


class ModelReusedAcrossFolds(Rule):
    """One model is fitted fold after fold and goes on with what it learnt from the other folds.

    ## Why it stops learning

    `fit` continues from the weights that the model has. From the second fold on the model has
    already trained on what is now held out: the folds' scores rise from one to the next and
    end near 1, and say nothing about new data. Compiling again does not reset the weights.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits
    from sklearn.model_selection import KFold

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    for train, test in KFold(5, shuffle=True).split(x):
        model.fit(x[train] / 16, y[train], epochs=10, verbose=0)  # <- KS703
        print(model.evaluate(x[test] / 16, y[test], verbose=0))
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits
    from sklearn.model_selection import KFold

    x, y = load_digits(return_X_y=True)
    for train, test in KFold(5, shuffle=True).split(x):
        model = keras.Sequential([
            keras.Input((64,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ])
        model.compile(
            optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        model.fit(x[train] / 16, y[train], epochs=10, verbose=0)
        print(model.evaluate(x[test] / 16, y[test], verbose=0))
    ```

    ## Silent when

    The model is made, cloned or loaded in the loop, its weights are set back there, or the loop
    does not go over folds (a loop over epochs continues on purpose).

    ## Fix

    Keeps the weights from before the loop and sets them back in each round.

    ## How the probe tests it

    The quality on held-out data with and without the weights being set back.

    ## References

    - [scikit-learn: cross-validation](https://scikit-learn.org/stable/modules/cross_validation.html)
    """

    code = "KS703"
    name = "model-reused-across-folds"
    tier = "certain"
    effect = "misleads"
    fixable = "unsafe"
    experiment = Experiment(regime="evaluate", metric="generalisation", horizon=300, margin=0.04)
    explains = ("KS704",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            loop = fit.loop
            if loop is None or not isinstance(loop.node, cst.For):
                continue
            head = Origin(loop.piece, loop.node.iter).text
            if _FOLDS.search(head) and not _STARTS_OVER.search(loop.text):
                for model in models_in(fit.model):
                    yield _fault(fit, loop, model)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        fit: Fit
        loop: Origin
        fit, loop = fault.subject
        edit, name = Editor(program), _owner(fit)
        if not loop.encloses(fit.origin) or not _is_built(fit):
            raise CannotEdit
        edit.insert_before(loop, f"initial_weights = {name}.get_weights()")
        edit.insert_before(fit.origin, f"{name}.set_weights(initial_weights)")
        return edit.fix("Start each fold from the initial weights", safe=False)


def _fault(fit: Fit, loop: Origin, model: ModelGraph) -> Fault:
    message = (
        f"The model made on line {model.origin.line} is fitted again in each round of the loop on "
        f"line {loop.line}, with the weights of the round before: later folds have seen "
        "their test data."
    )
    related = (("the model is made here, before the loop", model.origin),)
    return Fault(fit.origin, message, related, subject=(fit, loop))


def _owner(fit: Fit) -> str:
    """``model`` in ``model.fit(...)``."""
    node = fit.origin.node
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        raise CannotEdit
    return Origin(fit.origin.piece, node.func.value).text


def _is_built(fit: Fit) -> bool:
    """Whether the model has weights before it sees data."""
    models = models_in(fit.compile.model) if fit.compile is not None else iter(())
    return all(model.parameters for model in models)
