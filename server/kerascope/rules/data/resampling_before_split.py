"""KS118."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Step, Tensor
from kerascope.program.trail import steps
from kerascope.program.training import Fit
from kerascope.program.value import Known
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_RESAMPLED = re.compile(
    r"^(?P<x>\w+)\s*,\s*(?P<y>\w+)\s*=\s*(?P<call>[\w.]+(?:\([^()]*\))?\.fit_(?:re)?sample)"
    r"\((?P<from_x>\w+)\s*,\s*(?P<from_y>\w+)\)$"
)
_ONLY_CHOOSES = re.compile(r"UnderSampler|NearMiss|TomekLinks|NearestNeighbours$|OneSidedSelection")
_SPLIT = re.compile(r"^(?P<x>\w+)\s*,\s*\w+\s*,\s*(?P<y>\w+)\s*,\s*\w+\s*=")


class ResamplingBeforeSplit(Rule):
    """Rare classes are oversampled before the split, or in the validation data.

    ## Why it stops learning

    SMOTE and random oversampling copy or blend rows. Done before the split, copies of a training
    row end up in the test part: the score there is a score for remembering. Real data will
    not be balanced either, so a resampled validation set measures another task.

    ## Bad

    ```python
    import keras
    from keras import layers
    from imblearn.over_sampling import SMOTE
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split

    X, y = load_breast_cancer(return_X_y=True)
    X_res, y_res = SMOTE().fit_resample(X, y)  # <- KS118
    X_train, X_test, y_train, y_test = train_test_split(X_res, y_res, test_size=0.2)
    model = keras.Sequential([
        layers.BatchNormalization(),
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=20, validation_data=(X_test, y_test))
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from imblearn.over_sampling import SMOTE
    from sklearn.datasets import load_breast_cancer
    from sklearn.model_selection import train_test_split

    X, y = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
    X_train, y_train = SMOTE().fit_resample(X_train, y_train)
    model = keras.Sequential([
        layers.BatchNormalization(),
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=20, validation_data=(X_test, y_test))
    ```

    ## Silent when

    Only the training part is resampled, rows are left out and none copied (undersampling), or it
    is not known how the data were split.

    ## How the probe tests it

    Both versions are evaluated on a test part that was not resampled.

    ## References

    - [imbalanced-learn: common pitfalls](https://imbalanced-learn.org/stable/common_pitfalls.html)
    """

    code = "KS118"
    name = "resampling-before-split"
    tier = "certain"
    effect = "misleads"
    fixable = "unsafe"
    experiment = Experiment(regime="evaluate", metric="balanced-accuracy", margin=0.05)
    seed = ("SMOTE", "imbalanced data", "oversampling")
    systems = ("LeakageDetector",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if isinstance(fit.x, Known):
                fault = _before_split(fit.x.value) or _validation(fit)
                if fault is not None:
                    yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        _move(edit, fault.origin, fault.subject)
        return edit.fix("Resample the training part only", safe=False)


def _before_split(tensor: Tensor) -> Fault | None:
    done: Step | None = None
    for step in tensor.trail:
        if step.kind == "resample" and not _ONLY_CHOOSES.search(step.text):
            done = done or step
        if step.kind == "split" and done and done.origin and step.origin:
            message = (
                f"{done.text.rpartition(' ')[2]} makes new rows out of old ones before "
                f"train_test_split() (line {step.origin.line}): relatives of training rows end up "
                "in the test part."
            )
            related = (("split here", step.origin),)
            return Fault(done.origin, message, related, step.origin)
    return None


def _validation(fit: Fit) -> Fault | None:
    argument = fit.call.arguments.get("validation_data")
    if argument is None or fit.validation is None or not isinstance(fit.validation[0], Known):
        return None
    found = steps(fit.validation[0].value, "resample")
    if not found or found[0].origin is None:
        return None
    message = (
        f"The validation data are resampled (line {found[0].origin.line}): they hold rows that "
        "nobody measured, in proportions that real data do not have."
    )
    related = (("resampled here", found[0].origin),)
    return Fault(value_of(argument), message, related, fixable=False)


def _move(edit: Editor, resampling: Origin, split: Origin) -> None:
    statement, parted = edit.statement_of(resampling), edit.statement_of(split)
    old, names = _RESAMPLED.match(statement.text.strip()), _SPLIT.match(parted.text.strip())
    if old is None or names is None or statement.range.start.column != parted.range.start.column:
        raise CannotEdit
    text = split.text
    for new, original in ((old["x"], old["from_x"]), (old["y"], old["from_y"])):
        text = re.sub(rf"\b{new}\b", original, text)
    edit.delete_statement(statement)
    if text != split.text:
        edit.replace(split, text)
    x, y = names["x"], names["y"]
    edit.insert_after(split, f"{x}, {y} = {old['call']}({x}, {y})")
