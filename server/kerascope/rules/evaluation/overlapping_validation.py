"""KS902."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.trail import called, load_of
from kerascope.program.training import Fit
from kerascope.program.value import Known
from kerascope.reader.values import Dataset
from kerascope.rules.evaluation._rows import overlap
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule


class OverlappingValidation(Rule):
    """The model is validated or judged on samples that it was trained on.

    ## Why it stops learning

    It may not: that is just what nobody can see. A network that has memorised its samples scores
    as well on them as one that has learnt, so overfitting stays hidden, and early stopping,
    checkpoints and learning rate reduction follow the wrong curve.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    x_train = x_train / 255
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(
        x_train,
        y_train,
        validation_data=(x_train[:5000], y_train[:5000]),  # <- KS902
    )
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    x_train = x_train / 255
    model = keras.Sequential([layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(
        x_train[5000:],
        y_train[5000:],
        validation_data=(x_train[:5000], y_train[:5000]),
    )
    ```

    ## Silent when

    It is not known which rows the two hold. Training data given to `evaluate` are only a
    hypothesis, and only where nothing else is ever evaluated.

    ## How the probe tests it

    Nothing is trained: the model is evaluated on rows that it has not seen.

    ## References

    - Kaufman et al., [Leakage in data mining](https://dl.acm.org/doi/10.1145/2382577.2382579)
    """

    code = "KS902"
    name = "overlapping-validation"
    tier = "certain"
    effect = "misleads"
    fixable = "unsafe"
    experiment = Experiment(regime="evaluate")
    seed = ("data leakage", "validation on training data")
    systems = ("LeakageDetector", "Deepchecks", "UMLAUT")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            fault = _validation(fit) or _evaluation(fit, program)
            if fault is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        fit: Fit = fault.subject
        argument = fit.call.arguments.get("validation_data")
        node = argument.node if argument else None
        if argument is None or not isinstance(node, cst.Arg) or node.keyword is None:
            raise CannotEdit
        if isinstance(getattr(fit.get("x"), "value", None), Dataset):
            raise CannotEdit
        edit = Editor(program)
        edit.remove_argument(fit.call, "validation_data")
        edit.add_argument(fit.call, "validation_split=0.2")
        return edit.fix("Hold back a fifth of the training data", safe=False)


def _validation(fit: Fit) -> Fault | None:
    argument = fit.call.arguments.get("validation_data")
    if argument is None or fit.validation is None or not isinstance(fit.x, Known):
        return None
    held_out = fit.validation[0]
    if not isinstance(held_out, Known):
        return None
    trained, other = fit.x.value, held_out.value
    share = overlap(trained, other, fit.origin)
    if share is None:
        return None
    given = fit.call.arguments.get("x") or fit.call.arguments.get("generator")
    place = value_of(given) if given is not None else value_of(argument)
    name = called(place, trained, "the training data")
    message = (
        f"validation_data {share} {name}, the data that fit() trains on: the "
        "validation curve shows what was memorised, not what was learnt."
    )
    load = load_of(trained)
    related = (("both come from here", load.origin),) if load and load.origin else ()
    return Fault(value_of(argument), message, related, fit)


def _evaluation(fit: Fit, program: TrainingProgram) -> Fault | None:
    """``evaluate(x_train)`` where nothing else is ever evaluated."""
    if fit.validation is not None or "validation_split" in fit.call.written:
        return None
    identities = {id(model.identity) for model in models_in(fit.model)}
    uses = [
        use
        for use in program.uses
        if any(id(model.identity) in identities for model in models_in(use.model))
    ]
    judged = [use for use in uses if use.method.startswith("evaluate")]
    if not judged or not isinstance(fit.x, Known) or len(uses) != len(judged):
        return None
    trained = fit.x.value
    for use in judged:
        if (
            not isinstance(use.x, Known)
            or overlap(trained, use.x.value, fit.origin) != "is the same as"
        ):
            return None
    argument = judged[0].call.arguments.get("x")
    if argument is None:
        return None
    place = value_of(argument)
    message = (
        f"evaluate() gets {called(place, trained, 'the training data')}, the data that fit() "
        f"trained on (line {fit.origin.line}): the score tells nothing about new data."
    )
    return Fault(place, message, (("trained here", fit.origin),), fit, "hypothesis", False)
