"""KS106."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import Head, heads, trainings
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import is_picked, load_of, steps
from kerascope.program.training import Compile, Fit
from kerascope.program.value import Known
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_LOSSES = frozenset({"CategoricalCrossentropy", "SparseCategoricalCrossentropy"})


class ClassCountMismatch(Rule):
    """The last layer has fewer units than there are classes, or the labels start at 1.

    ## Why it stops learning

    Unit *i* of the last layer speaks for class *i*, counted from 0. A label without a unit
    crashes, or turns the loss into NaN on a GPU; with one-hot labels the shapes do not fit.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.cifar100.load_data()
    model = keras.Sequential([
        layers.Rescaling(1.0 / 255),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),  # <- KS106
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.fit(x_train, y_train)  # raises InvalidArgumentError
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.cifar100.load_data()
    model = keras.Sequential([
        layers.Rescaling(1.0 / 255),
        layers.Flatten(),
        layers.Dense(100, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.fit(x_train, y_train)
    ```

    ## Silent when

    The number of classes or of units is not known, rows were picked from the data set, or there
    are more units than classes (a background class is often kept free).

    ## How the probe tests it

    Both versions are trained for a few steps; the script as it is usually cannot be.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KS106"
    name = "class-count-mismatch"
    tier = "certain"
    effect = "stops"
    fixable = "safe"
    experiment = Experiment(horizon=50)
    seed = ("number of output units", "labels that do not start at 0")
    systems = ("Theia", "NeuraLint")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for compiled, fit, model in trainings(program.compiles, program.fits):
            if fit is not None and (fault := _judge(compiled, fit, model)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        edit.replace(fault.origin, str(fault.subject))
        return edit.fix(f"Give the last layer {fault.subject} units", safe=True)


def _judge(compiled: Compile, fit: Fit, model: ModelGraph) -> Fault | None:
    loss = compiled.loss
    ends = heads(model)
    if not isinstance(loss, Known) or loss.value.class_name not in _LOSSES or len(ends) != 1:
        return None
    head = ends[0]
    if not isinstance(fit.y, Known) or head.units in (None, 1) or is_picked(fit.y.value):
        return None
    sparse = loss.value.class_name.startswith("Sparse")
    return _compared(head, fit.y.value, sparse)


def _compared(head: Head, labels: Tensor, sparse: bool) -> Fault | None:
    units = head.units or 0
    value = head.layer.get("units")
    place = value.origin or head.layer.origin
    load = load_of(labels) or next(iter(steps(labels, "one-hot", "encode", "recode")), None)
    if load is None or load.origin is None:
        return None
    related = (("the labels come from here", load.origin),)
    if labels.labels == "one-hot":
        width = labels.shape[-1] if labels.shape and len(labels.shape) > 1 else None
        if width is None or width == units or labels.classes not in (None, width):
            return None
        message = (
            f"The last layer has {units} units, but each row of the one-hot labels (line "
            f"{load.origin.line}) has {width} entries: the loss cannot compare them."
        )
        return Fault(place, message, related, width)
    if not (labels.labels == "integer" or (sparse and _are_numbers_of_classes(labels))):
        return None
    if labels.high is None or labels.high < units:
        return None
    if labels.low == 1 and labels.high == units:
        message = (
            f"The labels (line {load.origin.line}) run from 1 to {labels.high:g}, but {units} "
            f"units stand for classes 0 to {units - 1}: class {labels.high:g} has no unit."
        )
        return Fault(place, message, related, units + 1)
    message = (
        f"The last layer has {units} units, but the labels (line {load.origin.line}) go up to "
        f"{labels.high:g}: classes from {units} on have no unit."
    )
    return Fault(place, message, related, int(labels.high) + 1)


def _are_numbers_of_classes(labels: Tensor) -> bool:
    """Whether labels written out in the script are whole numbers, one a sample."""
    one = labels.shape is not None and (len(labels.shape) == 1 or labels.shape[-1] == 1)
    return one and labels.source == "literal" and (labels.dtype or "").startswith("int")
