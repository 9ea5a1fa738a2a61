"""KS901."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Step, Tensor
from kerascope.program.value import Known
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_FITTED = re.compile(r"^(?P<scaler>[\w.]+(?:\([^()]*\))?)\.(?:fit_)?transform\((?P<data>\w+)\)$")
_SPLIT = re.compile(
    r"^(?P<names>\w+\s*,\s*\w+)(?P<rest>[^=]*=\s*[\w.]*train_test_split\(\s*)(?P<x>\w+)\b"
)


class PreprocessingBeforeSplit(Rule):
    """A scaler, selector or imputer is fitted to all data, and only then they are split.

    ## Why it stops learning

    It does not, but it hides whether the model has learnt: what the preprocessing measured on
    the test rows has flowed into the training rows. For scaling the effect is small; for
    feature selection, target encoding and oversampling, test accuracy is worth nothing.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_wine
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    X, y = load_wine(return_X_y=True)
    scaler = StandardScaler()
    X = scaler.fit_transform(X)  # <- KS901
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=50)
    model.evaluate(X_test, y_test)
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_wine
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    X, y = load_wine(return_X_y=True)
    scaler = StandardScaler()
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
    X_train = scaler.fit_transform(X_train)
    X_test = scaler.transform(X_test)
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=50)
    model.evaluate(X_test, y_test)
    ```

    ## Silent when

    The data are divided by a constant, or each row by itself (`Normalizer`), or the way from
    the preprocessing to the split is not known. Scalers, whose effect is small, are only a
    hypothesis.

    ## How the probe tests it

    Both versions are evaluated on their test part.

    ## References

    - [scikit-learn: data leakage](https://scikit-learn.org/stable/common_pitfalls.html#data-leakage)
    """

    code = "KS901"
    name = "preprocessing-before-split"
    tier = "likely"
    effect = "misleads"
    fixable = "unsafe"
    experiment = Experiment(regime="evaluate")
    seed = ("data leakage",)
    systems = ("LeakageDetector", "dslinter")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if isinstance(fit.x, Known) and (fault := _judge(fit.x.value)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        _move(edit, fault.origin, fault.subject)
        return edit.fix("Fit the preprocessing to the training part only", safe=False)


def _judge(tensor: Tensor) -> Fault | None:
    before: list[Step] = []
    for index, step in enumerate(tensor.trail):
        if step.kind == "split" and before and step.origin is not None:
            straight = tensor.trail[index - 1] is before[0]
            fault = _fault(before[0], step)
            return fault if straight or fault is None else replace(fault, fixable=False)
        if step.kind in ("scale", "select") and _is_fitted(step):
            before.append(step)
    return None


def _is_fitted(step: Step) -> bool:
    text = step.origin.text if step.origin else ""
    return "transform(" in text and "Normalizer" not in step.text


def _fault(step: Step, split: Step) -> Fault | None:
    if step.origin is None or split.origin is None:
        return None
    what = step.text.rpartition(" by ")[2]
    message = (
        f"{what} is fitted to all rows here, before train_test_split() (line "
        f"{split.origin.line}): what it measured on the test rows leaks into training."
    )
    tier = "likely" if step.kind == "select" else "hypothesis"
    return Fault(step.origin, message, (("split here", split.origin),), split.origin, tier)


def _move(edit: Editor, fitted: Origin, split: Origin) -> None:
    call = _FITTED.match(fitted.text)
    statement, parted = edit.statement_of(fitted), edit.statement_of(split)
    found = _SPLIT.match(parted.text.strip())
    if call is None or found is None or ".fit_" not in fitted.text:
        raise CannotEdit
    assigned = re.match(rf"(\w+)\s*=\s*{re.escape(fitted.text)}$", statement.text.strip())
    if assigned is None or assigned.group(1) != found["x"]:
        raise CannotEdit
    if statement.range.start.column != parted.range.start.column:
        raise CannotEdit
    train, test = (name.strip() for name in found["names"].split(","))
    scaler = call["scaler"]
    new = scaler.endswith(")")
    name = "scaler" if new else scaler
    if call["data"] != found["x"]:
        edit.replace(fitted, call["data"])
    else:
        edit.delete_statement(statement)
    edit.insert_after(
        split,
        *([f"{name} = {scaler}"] if new else []),
        f"{train} = {name}.fit_transform({train})",
        f"{test} = {name}.transform({test})",
    )
