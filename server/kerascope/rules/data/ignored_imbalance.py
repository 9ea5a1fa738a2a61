"""KS107."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import trainings
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import load_of, steps
from kerascope.program.training import Compile, Fit
from kerascope.program.value import Known, constant
from kerascope.reader.values import Items
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_KNOWN = re.compile(r"credit_?card|fraud|churn|attrition|stroke|insurance|intrusion|defect", re.I)
_LOSSES = ("BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy")
_RARE = 0.2
"""Below this share of a class in two, always answering the other looks good."""


class IgnoredImbalance(Rule):
    """Classes of very different size are trained and judged by plain accuracy.

    ## Why it stops learning

    Where 99 of 100 samples belong to one class, always answering that class is 99 % accurate
    and lowers the loss at once. Training stops there: accuracy is high from the first epoch,
    does not improve, and the rare class is never found.

    ## Bad

    ```python
    import pandas as pd
    import numpy as np
    import keras
    from keras import layers
    from sklearn.preprocessing import StandardScaler

    table = pd.read_csv("creditcard.csv")
    X = StandardScaler().fit_transform(table.drop("Class", axis=1))
    y = table["Class"]
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(X, y, epochs=10)  # <- KS107
    ```

    ## Good

    ```python
    import pandas as pd
    import numpy as np
    import keras
    from keras import layers
    from sklearn.preprocessing import StandardScaler

    table = pd.read_csv("creditcard.csv")
    X = StandardScaler().fit_transform(table.drop("Class", axis=1))
    y = table["Class"]
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=[keras.metrics.AUC(curve="PR")])
    model.fit(X, y, epochs=10, class_weight={0: 0.5, 1: 289.0})
    ```

    ## Silent when

    Nothing tells that the classes differ in size, there are class or sample weights, the data
    are resampled, or a metric besides accuracy looks at the rare class.

    ## How the probe tests it

    With class weights against without, judged by balanced accuracy.

    ## References

    - [TensorFlow: classification on imbalanced data](https://www.tensorflow.org/tutorials/structured_data/imbalanced_data)
    """

    code = "KS107"
    name = "ignored-imbalance"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(metric="balanced-accuracy", horizon=300, margin=0.05)
    seed = ("imbalanced data", "class imbalance")
    systems = ("SageMaker Debugger", "TheDeepChecker", "Deepchecks")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        rare = _weighted_by_hand(program)
        for compiled, fit, _ in trainings(program.compiles, program.fits):
            if fit is None or not _only_accuracy(compiled) or not _unweighted(fit):
                continue
            if (fault := _judge(fit, rare)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        fit: Fit = fault.subject
        labels = value_of(fit.call.arguments["y"]).text if "y" in fit.call.arguments else ""
        if not labels.isidentifier():
            raise CannotEdit
        edit = Editor(program)
        count = edit.name_for("numpy.bincount")
        edit.insert_before(
            fit.origin,
            f"counts = {count}({labels})",
            f"class_weight = {{i: len({labels}) / (len(counts) * n) "
            "for i, n in enumerate(counts) if n}",
        )
        edit.add_argument(fit.call, "class_weight=class_weight")
        return edit.fix("Weight the classes by their size", safe=False)


def _weighted_by_hand(program: TrainingProgram) -> Origin | None:
    """``make_classification(weights=[0.95])``."""
    for call in program.calls:
        weights = call.written.get("weights")
        found = constant(weights) if weights is not None else None
        if call.class_name == "make_classification" and isinstance(found, Items):
            shares = [constant(item) for item in found.items]
            if any(isinstance(s, float) and (s < _RARE or s > 1 - _RARE) for s in shares):
                return call.origin
    return None


def _only_accuracy(compiled: Compile) -> bool:
    if not isinstance(compiled.metrics, Known) or not isinstance(compiled.loss, Known):
        return False
    names = [m.value.class_name if isinstance(m, Known) else None for m in compiled.metrics.value]
    return (
        compiled.loss.value.class_name in _LOSSES
        and bool(names)
        and all(
            name is not None and name.endswith(("Accuracy", "accuracy", "acc")) for name in names
        )
    )


def _unweighted(fit: Fit) -> bool:
    weights = ("class_weight", "sample_weight")
    return fit.call.complete and not any(name in fit.call.written for name in weights)


def _judge(fit: Fit, rare: Origin | None) -> Fault | None:
    place = fit.call.arguments.get("y", fit.call.arguments.get("x"))
    if place is None or not isinstance(fit.y, Known) or steps(fit.y.value, "resample"):
        return None
    found = _imbalanced(fit.y.value, rare)
    if found is None:
        return None
    source, text = found
    message = (
        f"{text} (line {source.line}) has classes of very different size, but fit() weights all "
        "samples alike and accuracy rewards always answering the frequent class."
    )
    return Fault(value_of(place), message, (("the data come from here", source),), fit)


def _imbalanced(labels: Tensor, rare: Origin | None) -> tuple[Origin, str] | None:
    load = load_of(labels)
    if load is None or load.origin is None:
        return None
    if rare is not None and labels.source == "sklearn.datasets.make_classification":
        return rare, "make_classification(weights=...)"
    name = _KNOWN.search(load.origin.text)
    if name is not None and (labels.source or "").startswith("pandas.read_"):
        return load.origin, f"Data on {name.group().lower()}"
    return None
