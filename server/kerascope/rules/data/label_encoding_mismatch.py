"""KS105."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.graph import Head, heads, trainings
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import load_of
from kerascope.program.training import Compile, Fit, Loss
from kerascope.program.value import Known, constant
from kerascope.reader.values import Dataset
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_SPARSE = "SparseCategoricalCrossentropy"
_ONE_HOT = "CategoricalCrossentropy"
_ONE_NUMBER = ("BinaryCrossentropy", "Hinge", "SquaredHinge", "MeanSquaredError")


class LabelEncodingMismatch(Rule):
    """The loss expects one encoding of the classes, the labels come in the other.

    ## Why it stops learning

    `categorical_crossentropy` compares rows of one-hot labels with rows of probabilities;
    `sparse_categorical_crossentropy` takes the number of the class. Mixed up, Keras 3 stops with
    a ValueError about shapes; older versions may stretch one against the other and minimise
    something that has nothing to do with the classes. The same happens where one-hot rows, the
    default of `flow_from_directory`, meet a head of one unit.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model = keras.Sequential([
        layers.Rescaling(1.0 / 255),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="adam",
        loss="categorical_crossentropy",  # <- KS105
    )
    model.fit(x_train, y_train)  # raises ValueError
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model = keras.Sequential([
        layers.Rescaling(1.0 / 255),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
    )
    model.fit(x_train, y_train)
    ```

    ## Silent when

    How the labels are encoded is not known, the loss is the user's own, or the model has several.

    ## How the probe tests it

    Both versions are trained for a few steps; the script as it is usually cannot be.

    ## References

    - [Keras: probabilistic losses](https://keras.io/api/losses/probabilistic_losses/)
    """

    code = "KS105"
    name = "label-encoding-mismatch"
    tier = "certain"
    effect = "stops"
    fixable = "safe"
    experiment = Experiment(horizon=50)
    seed = ("labels do not fit the loss",)
    systems = ("Theia",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for compiled, fit, model in trainings(program.compiles, program.fits):
            if fit is None:
                continue
            fault = _judge(compiled, fit, model) or _two_columns(compiled, fit, model)
            if fault is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        if isinstance(fault.subject, Fit):
            for call in _flows(fault.subject):
                edit.set_argument(call, "class_mode", edit.quoted("binary"))
            return edit.fix("Load one label a picture", safe=True)
        loss, compiled, wanted = fault.subject
        _rename(edit, fault.origin, loss, wanted)
        _rename_metrics(edit, compiled, wanted)
        return edit.fix(f"Use {_snake(wanted)}", safe=True)


def _judge(compiled: Compile, fit: Fit, model: ModelGraph) -> Fault | None:
    if not isinstance(compiled.loss, Known) or not isinstance(fit.y, Known):
        return None
    ends = heads(model)
    loss, labels = compiled.loss.value, _told_by(ends, fit.y.value)
    wanted = _wanted(loss.class_name, labels)
    if wanted is None or len(ends) > 1 or any(head.units == 1 for head in ends):
        return None
    load = load_of(labels)
    came = [s for s in labels.trail if s.kind in ("one-hot", "encode", "binarise")][-1:] or (
        [load] if load else []
    )
    where = next((s.origin for s in came if s.origin), None)
    kind = "one-hot rows" if labels.labels == "one-hot" else "numbers of classes"
    needs = "one-hot rows" if loss.class_name == _ONE_HOT else "numbers of classes"
    since = f" (line {where.line})" if where else ""
    message = (
        f"{labels.name or 'The labels'} {'holds' if labels.name else 'hold'} {kind}{since}, but "
        f"{_snake(loss.class_name)} expects {needs}: the loss fails, or measures nothing."
    )
    related = (("the labels get their encoding here", where),) if where else ()
    return Fault(loss.origin, message, related, (loss, compiled, wanted))


def _two_columns(compiled: Compile, fit: Fit, model: ModelGraph) -> Fault | None:
    """One-hot rows for a head of one unit, which gives one number a sample."""
    if not isinstance(compiled.loss, Known) or not isinstance(fit.y, Known):
        return None
    labels, ends = fit.y.value, heads(model)
    made = next((s for s in reversed(labels.trail) if s.kind in ("one-hot", "load")), None)
    if len(ends) != 1 or ends[0].units != 1 or compiled.loss.value.class_name not in _ONE_NUMBER:
        return None
    if labels.labels != "one-hot" or made is None or made.origin is None:
        return None
    width = labels.shape[-1] if labels.shape else None
    call = next(iter(_flows(fit)), None) if made.kind == "load" else None
    if (width or 2) < 2 or ends[0].activation == "softmax":
        return None
    columns = f"{width} columns" if width else "a column for each class"
    by_default = call is not None and "class_mode" not in call.written
    since = " by default (class_mode='categorical')" if by_default else ""
    message = (
        f"The labels hold {columns}{since}, but the model gives one number a sample: the loss "
        "fails, or compares each column with the same number."
    )
    related = (("the head of one unit", ends[0].layer.origin),)
    return Fault(made.origin, message, related, fit, fixable=call is not None)


def _flows(fit: Fit) -> list[Call]:
    """The generators' calls that feed the fit and its validation."""
    given = [constant(fit.get(name)) for name in ("x", "validation_data")]
    steps = [step for each in given if isinstance(each, Dataset) for step in each.facts]
    made = [c for name, c in steps if name in ("shuffle", "ordered") and c is not None]
    return [call for call in made if "flow_from" in call.name]


def _told_by(ends: Sequence[Head], labels: Tensor) -> Tensor:
    """Of two classes LabelBinarizer makes one column, of more it makes one-hot rows: how many
    there are is told by the head."""
    many = bool(ends) and all((head.units or 0) > 2 for head in ends)
    binarised = bool(labels.trail) and labels.trail[-1].kind in ("binarise", "split")
    if many and binarised and any(step.kind == "binarise" for step in labels.trail):
        return replace(labels, labels="one-hot")
    return labels


def _wanted(loss: str, labels: Tensor) -> str | None:
    """The loss that fits, where the one used does not."""
    flat = labels.shape is None or len(labels.shape) == 1 or labels.shape[1:] == (1,)
    unnamed = labels.labels is None and labels.shape and (labels.dtype or "").startswith("int")
    if loss == _ONE_HOT and (labels.labels in ("integer", "binary") or unnamed) and flat:
        return _SPARSE
    if loss == _SPARSE and labels.labels == "one-hot":
        return _ONE_HOT
    return None


def _snake(name: str) -> str:
    return "sparse_categorical_crossentropy" if name == _SPARSE else "categorical_crossentropy"


def _rename(edit: Editor, place: Origin, loss: Loss, wanted: str) -> None:
    node = place.node
    if loss.call is not None and isinstance(node, cst.Call):
        name = node.func.attr if isinstance(node.func, cst.Attribute) else None
        target = Origin(place.piece, name or node.func)
        edit.replace(target, wanted if name else edit.name_for(f"keras.losses.{wanted}"))
    elif place.text[:1] in "\"'":
        edit.replace(place, edit.quoted(_snake(wanted), place))
    elif isinstance(node, cst.Attribute):
        edit.replace(Origin(place.piece, node.attr), _snake(wanted))
    else:
        raise CannotEdit


def _rename_metrics(edit: Editor, compiled: Compile, wanted: str) -> None:
    metrics = compiled.metrics.value if isinstance(compiled.metrics, Known) else ()
    old, new = ("categorical_accuracy", "sparse_categorical_accuracy")
    if wanted == _ONE_HOT:
        old, new = new, old
    for metric in metrics:
        if isinstance(metric, Known) and metric.value.origin.text[1:-1] == old:
            edit.replace(metric.value.origin, edit.quoted(new, metric.value.origin))
