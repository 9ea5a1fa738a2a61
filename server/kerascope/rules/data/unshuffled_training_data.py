"""KS111."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.graph import RECURRENT, models_in, walk
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import is_untold, steps
from kerascope.program.training import Fit
from kerascope.program.value import Known, Unknown, constant
from kerascope.reader.values import Dataset, Items
from kerascope.rules.data._order import sorted_by_class
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_BUFFER = 10_000


@dataclass(frozen=True, slots=True)
class _Missing:
    """What to write: ``shuffle`` in a pipeline before ``call``, or without its argument."""

    call: Call
    kind: Literal["insert", "remove"]
    rows: int | None = None


class UnshuffledTrainingData(Rule):
    """The training data come in the same order in every epoch, class by class or as stored.

    ## Why it stops learning

    A batch stands for the whole only if it is drawn at random. In batches of one class the
    network learns to answer that class, then the next one, and forgets the first: the loss
    swings with the order of the data and accuracy stays near chance. Directories are read class
    by class unless they are shuffled.

    ## Bad

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    generator = keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
    train = generator.flow_from_directory("train", shuffle=False)  # <- KS111
    model = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "categorical_crossentropy")
    model.fit(train, epochs=3)
    ```

    ## Good

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    generator = keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
    train = generator.flow_from_directory("train")
    model = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "categorical_crossentropy")
    model.fit(train, epochs=3)
    ```

    ## Silent when

    Arrays are given to `fit`, which shuffles them; the pipeline only validates or predicts; the
    model is recurrent (order may be meant). A pipeline of arrays that are not known to be
    sorted is only a hypothesis, and so is `shuffle` after `batch` where nothing is known of them.

    ## How the probe tests it

    The script as it is against one that shuffles, from the same weights, for the same number of
    updates.

    ## References

    - [Keras: fit](https://keras.io/api/models/model_training_apis/#fit-method)
    - [tf.data: shuffle](https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shuffle)
    """

    code = "KS111"
    name = "unshuffled-training-data"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300)
    seed = ("data shuffling",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if not _is_recurrent(fit) and (fault := _judge(fit)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        missing: _Missing = fault.subject
        edit = Editor(program)
        if missing.kind == "remove":
            edit.remove_argument(missing.call, "shuffle")
        else:
            _insert(edit, missing)
        return edit.fix("Shuffle the training data", safe=False)


def _is_recurrent(fit: Fit) -> bool:
    layers = [layer for model in models_in(fit.model) for layer in walk(model)]
    return any(layer.class_name in RECURRENT for layer in layers)


def _judge(fit: Fit) -> Fault | None:
    argument = fit.call.arguments.get("x")
    given = constant(fit.get("x"))
    if argument is None:
        return None
    if not isinstance(given, Dataset):
        return _arrays(fit)
    facts = given.facts
    names = [name for name, _ in facts]
    if "ordered" in names and "shuffle" not in names:
        return _ordered(facts[names.index("ordered")][1], fit)
    if names[:1] != ["arrays"] or "batch" not in names or facts[0][1] is None:
        return None
    batch = names.index("batch")
    if "shuffle" in names[:batch]:
        return None
    call = facts[batch][1]
    return _pipeline(fit, facts[0][1], call, late="shuffle" in names) if call else None


def _arrays(fit: Fit) -> Fault | None:
    """``fit(x, y, shuffle=False)`` on labels that are sorted by class."""
    place = fit.call.arguments.get("shuffle")
    if place is None or constant(fit.get("shuffle")) is not False or not isinstance(fit.y, Known):
        return None
    why = sorted_by_class(fit.y.value)
    if why is None:
        return None
    message = (
        f"fit() does not shuffle, and {why[0]} (line {why[1].line}): most batches hold one class "
        "only."
    )

    related = (("the order comes from here", why[1]),)
    return Fault(place, message, related, _Missing(fit.call, "remove"))


def _ordered(call: Call | None, fit: Fit) -> Fault | None:
    if call is None or "shuffle" not in call.arguments:
        return None
    if call.name.endswith(".flow"):
        why = sorted_by_class(fit.y.value) if isinstance(fit.y, Known) else None
        if why is None:
            return None
        message = (
            f"flow() does not shuffle, and {why[0]} (line {why[1].line}): most batches hold one "
            "class only."
        )
        related = (("the order comes from here", why[1]),)
        return Fault(call.arguments["shuffle"], message, related, _Missing(call, "remove"))
    loader = call.name.rpartition(".")[2]
    if loader == "flow_from_dataframe":
        return _table(call)
    message = (
        f"{loader}(shuffle=False) feeds the training data class by class, in the order of the "
        "directories: most batches hold one class only."
    )
    return Fault(call.arguments["shuffle"], message, (), _Missing(call, "remove"))


def _table(call: Call) -> Fault | None:
    """Of a table the order is not known, and often it has been mixed when it was split."""
    table = constant(call.get("dataframe"))
    if isinstance(table, Tensor) and steps(table, "shuffle", "split", "sample"):
        return None
    message = (
        "flow_from_dataframe(shuffle=False) feeds the training data in the table's order in every "
        "epoch: if the table is sorted, most batches hold one class only."
    )
    place = call.arguments["shuffle"]
    return Fault(place, message, (), _Missing(call, "remove"), tier="hypothesis")


def _pipeline(fit: Fit, source: Call, call: Call, *, late: bool) -> Fault | None:
    why = sorted_by_class(fit.y.value) if isinstance(fit.y, Known) else None
    shape = next((array.shape for array in _arrays_of(source) if array.shape), None)
    subject = _Missing(call, "insert", shape[0] if shape else None)
    related: tuple[tuple[str, Origin], ...] = (("the pipeline begins here", source.origin),)
    if why is not None:
        related += (("the order comes from here", why[1]),)
    if late:
        message = (
            "The pipeline shuffles after batch(): batches change places, but each holds the same "
            "samples in every epoch."
        )
    else:
        because = f", and {why[0]}" if why else ""
        message = (
            f"The pipeline feeds the training data in the same order in every epoch{because}: "
            "batches do not stand for the whole."
        )
    if why is None and not _may_be_sorted(fit) and not (late and _is_untold(fit)):
        return None
    tier = "likely" if why is not None else "hypothesis"
    return Fault(_batch_name(call), message, related, subject, tier)


def _is_untold(fit: Fit) -> bool:
    return isinstance(fit.y, Known) and is_untold(fit.y.value)


def _may_be_sorted(fit: Fit) -> bool:
    """Whether the labels are classes, and nothing has mixed them that is known."""
    if not isinstance(fit.y, Known) or fit.y.value.labels not in ("integer", "binary", "one-hot"):
        return False
    labels = fit.y.value
    mixed = steps(labels, "shuffle", "split", "sample", "rearrange", "unknown")
    return not mixed and not (labels.source or "").startswith("keras.datasets")


def _arrays_of(source: Call) -> list[Tensor]:
    """The arrays that a pipeline is made of."""
    value = next(iter(source.written.values()), Unknown())
    found = constant(value)
    items = [constant(item) for item in found.items] if isinstance(found, Items) else [found]
    return [item for item in items if isinstance(item, Tensor)]


def _batch_name(call: Call) -> Origin:
    """The word ``batch`` in a chain of calls, which may run over many lines."""
    node = call.origin.node
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return Origin(call.origin.piece, node.func.attr)
    return call.origin


def _insert(edit: Editor, missing: _Missing) -> None:
    node = missing.call.origin.node
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        raise CannotEdit
    before = Origin(missing.call.origin.piece, node.func.value)
    edit.insert(before.cell, before.range.end, f".shuffle({missing.rows or _BUFFER})")
