"""KS411."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.graph import heads, models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Metric, Use
from kerascope.program.value import number
from kerascope.rules.output._pairing import Pairing, accuracies, pairings
from kerascope.rules.output._remedies import head_place
from kerascope.rules.output._verdict import verdict
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_ARGMAX = ("numpy.argmax", "tensorflow.argmax", "tensorflow.math.argmax", "keras.ops.argmax")
_OUTPUTS = re.compile(r"shape|\blen\(|ndim|classes|units|outputs")


class WrongDecision(Rule):
    """Predictions are turned into classes in a way that does not fit the head.

    ## Why it stops learning

    The model may learn well, but what is counted is not what it says. The largest of a single
    number is always the first: argmax over a head of one unit gives class 0 for every sample.
    And a head without activation puts out logits, which mean *class 1* from 0 on: accuracy that
    compares them with 0.5 counts wrongly for all in between, which are many as long as the model
    has learnt little. That is a warning only: the model learns all the same.

    ## Bad

    ```python
    import keras
    import numpy as np
    from keras import layers

    x, y = np.random.rand(1000, 20), np.random.randint(0, 2, 1000)
    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(x[:800], y[:800], epochs=20)
    classes = np.argmax(model.predict(x[800:]), axis=1)  # <- KS411
    ```

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(
        optimizer="adam",
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=["accuracy"],  # <- KS411
    )
    ```

    ## Good

    ```python
    import keras
    import numpy as np
    from keras import layers

    x, y = np.random.rand(1000, 20), np.random.randint(0, 2, 1000)
    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(x[:800], y[:800], epochs=20)
    classes = (model.predict(x[800:]) > 0.5).astype("int32")
    ```

    ## Silent when

    The number of units is not known, argmax runs along another axis or only where the script has
    seen that there are several outputs, or the metric has a threshold of its own.

    ## References

    - [TensorFlow issue 42025](https://github.com/tensorflow/tensorflow/issues/42025)
    - [Keras: BinaryAccuracy](https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class)
    """

    code = "KS411"
    name = "wrong-decision"
    tier = "certain"
    effect = "misleads"
    fixable = "safe"
    seed = ("wrong metric", "predicts only one class")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for call in program.calls:
            if call.name in _ARGMAX and (fault := _largest_of_one(program, call)) is not None:
                yield fault
        for use in program.uses:
            if use.method == "predict":
                yield from _equal_to_a_class(program, use)
        for pairing in pairings(program):
            plain = pairing.activation == "linear" and verdict(pairing) is None
            if plain and pairing.logits and pairing.family == "binary":
                yield from _logits_at_a_half(pairing)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        if isinstance(fault.subject, Metric):
            _lower_threshold(edit, fault.subject)
            return edit.fix("Count logits from 0 on as class 1", safe=True)
        if isinstance(fault.subject, Origin):
            edit.replace(fault.origin, f"{fault.subject.text} > 0.5")
            return edit.fix("Compare with 0.5", safe=True)
        call: Call = fault.subject
        place = _first(call)
        edit.replace(call.origin, f'({place.text} > 0.5).astype("int32")')
        return edit.fix("Compare with 0.5", safe=True)


def _equal_to_a_class(program: TrainingProgram, use: Use) -> Iterator[Fault]:
    """``if result[0][0] == 1``, where the result is a probability."""
    assigned = next(use.call.origin.around(cst.Assign), None)
    if assigned is None or not isinstance(assigned.node, cst.Assign):
        return
    if assigned.node.value is not use.call.origin.node:
        return
    target = assigned.node.targets[0].target
    activations = {head.activation for m in models_in(use.model) for head in heads(m)}
    if not isinstance(target, cst.Name) or not activations <= {"sigmoid", "softmax"}:
        return
    given = re.compile(rf"^\s*{re.escape(target.value)}\b[^=\n]*[^=!<>\n]=[^=]", re.MULTILINE)
    if sum(len(given.findall(cell.text)) for cell in program.document.cells) > 1:
        return
    for piece in program.pieces:
        if piece.tree is None or f"{target.value}[" not in piece.text:
            continue
        for place in Origin(piece, piece.tree).inside(cst.Comparison):
            asked = _is_one(place, target.value)
            later = place.range.start > use.call.origin.range.start
            if asked is None or (piece.cell == use.call.origin.cell and not later):
                continue
            message = (
                f"predict() gives probabilities, and {asked.text} is exactly 1 only where the "
                "model is certain to the last digit: all other samples are taken for the other "
                "class; above 0.5 means class 1."
            )
            related = (("predicted here", use.call.origin),)
            tier = None if activations else "hypothesis"
            yield Fault(place, message, related, asked, tier)
            return


def _is_one(place: Origin, name: str) -> Origin | None:
    """What is compared with 1, where that is an item of the array of that name."""
    node = place.node
    if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
        return None
    (only,) = node.comparisons
    right = Origin(place.piece, only.comparator).text
    if not isinstance(only.operator, cst.Equal) or right not in ("1", "1.0"):
        return None
    left = Origin(place.piece, node.left)
    return left if re.fullmatch(rf"{re.escape(name)}(?:\[[\w:, ]+\])+", left.text) else None


def _first(call: Call) -> Origin:
    node = call.origin.node
    if not isinstance(node, cst.Call) or not node.args:
        raise CannotEdit
    return Origin(call.origin.piece, node.args[0].value)


def _largest_of_one(program: TrainingProgram, call: Call) -> Fault | None:
    values = list(call.written.values())
    if not values or values[0].origin is None or not _along_last(call) or _looks_first(call):
        return None
    for use in program.uses:
        if use.method != "predict" or use.call.origin != values[0].origin:
            continue
        for model in models_in(use.model):
            found = heads(model)
            if len(found) == len(model.outputs) == 1 and found[0].units == 1:
                rank = found[0].layer.output_shape
                if rank is not None and len(rank) != 2:
                    continue
                message = (
                    "argmax over one output is always 0, so every sample seems to be of class 0; "
                    "a single unit says class 1 where it is above 0.5."
                )
                sure = found[0].activation == "sigmoid"
                trail = (("the head has one unit", head_place(found[0])),)
                return Fault(call.origin, message, trail, subject=call, fixable=sure)
    return None


def _looks_first(call: Call) -> bool:
    """Whether the script asks how many outputs there are before it takes the largest."""
    return any(
        _OUTPUTS.search(Origin(branch.piece, branch.node.test).text)
        for branch in call.origin.around(cst.If, cst.IfExp)
        if isinstance(branch.node, cst.If | cst.IfExp)
    )


def _along_last(call: Call) -> bool:
    axis = call.written.get("axis", call.written.get("1"))
    return axis is not None and number(axis) in (1, -1)


def _logits_at_a_half(p: Pairing) -> Iterator[Fault]:
    if p.units != 1:
        return
    for metric in accuracies(p.compiled):
        if metric.class_name == "BinaryAccuracy" and metric.call is not None:
            if "threshold" in metric.call.written:
                continue
        elif metric.name not in ("accuracy", "acc", "binary_accuracy"):
            continue
        message = (
            "This accuracy takes outputs above 0.5 for class 1, but the head puts out logits "
            "(from_logits=True), which mean class 1 from 0 on."
        )
        trail = (("the head puts out logits", head_place(p.head)), ("the loss", p.loss.origin))
        yield Fault(metric.origin, message, trail, subject=metric, tier="likely")


def _lower_threshold(edit: Editor, metric: Metric) -> None:
    if metric.call is not None:
        edit.set_argument(metric.call, "threshold", "0.0")
        return
    made = edit.name_for("keras.metrics.BinaryAccuracy")
    name = edit.quoted(metric.name or "accuracy", metric.origin)
    edit.replace(metric.origin, f"{made}(name={name}, threshold=0.0)")
