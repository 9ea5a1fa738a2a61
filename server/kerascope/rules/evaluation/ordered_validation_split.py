"""KS905."""

import re
from collections.abc import Iterator
from typing import cast

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import is_picked, load_of, steps
from kerascope.program.training import Fit
from kerascope.program.value import Known, number
from kerascope.rules.data._order import sorted_by_class, written_by_class
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Tier
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_READ = ("imread", "Image.open", "load_img")
_MIXING = ("shuffle", "split", "sample", "rearrange", "unknown")
_RANDOM = re.compile(r"shuffle|permutation|\.sample\(|random_state")


class OrderedValidationSplit(Rule):
    """`validation_split` takes the last rows of data that come class by class.

    ## Why it stops learning

    Keras takes the last part of the arrays before it shuffles. Where they come class by class,
    the validation set holds the last class only, and the network hardly sees that class in
    training: validation accuracy stays near 0 whatever else is changed.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X, y, epochs=50, validation_split=0.2)  # <- KS905
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_iris
    from sklearn.utils import shuffle

    X, y = load_iris(return_X_y=True)
    X, y = shuffle(X, y, random_state=0)
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X, y, epochs=50, validation_split=0.2)
    ```

    ## Silent when

    The rows are shuffled or split at random before, or their order is not known. Pictures read
    folder by folder are only a hypothesis, unless the script is seen to write the labels of one
    class after those of another. Of a cut by hand (`x[:120]`), only data known to be sorted speak.

    ## How the probe tests it

    The script as it is against one that shuffles before, judged on the validation part.

    ## References

    - [Keras: fit](https://keras.io/api/models/model_training_apis/#fit-method)
    """

    code = "KS905"
    name = "ordered-validation-split"
    tier = "likely"
    effect = "misleads"
    fixable = "unsafe"
    experiment = Experiment(horizon=300)
    seed = ("unrepresentative data", "validation split")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if isinstance(fit.y, Known) and (fault := _cut(fit, fit.y.value)) is not None:
                yield fault
                continue
            share = number(fit.get("validation_split"))
            if share and fit.validation is None and isinstance(fit.y, Known):
                fault = _judge(fit, fit.y.value, share, program)
                if fault is not None:
                    yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        fit: Fit | None = fault.subject
        if fit is None:
            raise CannotEdit
        x, y = (value_of(fit.call.arguments[name]).text for name in ("x", "y"))
        if not (x.isidentifier() and y.isidentifier()):
            raise CannotEdit
        edit = Editor(program)
        shuffle = edit.name_for("sklearn.utils.shuffle")
        edit.insert_before(fit.origin, f"{x}, {y} = {shuffle}({x}, {y}, random_state=0)")
        return edit.fix("Shuffle before the split", safe=False)


def _cut(fit: Fit, labels: Tensor) -> Fault | None:
    """``x[:120], x[120:]``: the last rows are held back by hand."""
    why, rows = sorted_by_class(labels), labels.rows
    if why is None or not isinstance(rows, tuple):
        return None
    kind, _, *bounds = cast("tuple[object, ...]", rows)
    cuts = steps(labels, "slice")
    if kind != "slice" or len(bounds) != 3 or not cuts or cuts[-1].origin is None:
        return None
    lower, upper, step = bounds
    if step not in (None, 1) or (lower in (None, 0)) == (upper is None):
        return None
    message = (
        f"{labels.name or 'The labels'} is a run of rows, and {why[0]} (line {why[1].line}): one "
        "part holds classes that the other has none of."
    )
    related = (("the order comes from here", why[1]), ("trained on here", fit.origin))
    return Fault(cuts[-1].origin, message, related, None, fixable=False)


def _judge(fit: Fit, labels: Tensor, share: float, program: TrainingProgram) -> Fault | None:
    place = fit.call.arguments.get("validation_split")
    if place is None:
        return None
    why = sorted_by_class(labels)
    if why is not None:
        return _fault(fit, place, share, why, "likely")
    text = "".join(cell.text for cell in program.document.cells)
    source = fit.x.value.source or "" if isinstance(fit.x, Known) else ""
    load = load_of(fit.x.value) if isinstance(fit.x, Known) else None
    if not source.endswith(_READ) or _RANDOM.search(text) or load is None or load.origin is None:
        return None
    if is_picked(labels) or steps(labels, *_MIXING):
        return None
    by_class = written_by_class(program)
    if by_class is not None:
        return _fault(fit, place, share, ("labels are written class by class", by_class), "likely")
    return _fault(
        fit, place, share, ("pictures are read folder by folder", load.origin), "hypothesis"
    )


def _fault(fit: Fit, place: Origin, share: float, why: tuple[str, Origin], tier: Tier) -> Fault:
    message = (
        f"validation_split takes the last {share:.0%} of the rows before any shuffling, and "
        f"{why[0]} (line {why[1].line}): the validation set may hold the last class only."
    )
    related = (("the order comes from here", why[1]),)
    return Fault(place, message, related, fit, tier)
