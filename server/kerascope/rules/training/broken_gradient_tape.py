"""KS705."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.tape import (
    assignments,
    bindings,
    called,
    calls_in,
    forward_calls,
    function_around,
    target_name,
    trained_name,
)
from kerascope.program.training import CustomLoop
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_VARIABLES = re.compile(r"\.(trainable_variables|trainable_weights|variables|weights)$")
_OWN_PREDICT = re.compile(r"^[ \t]+def predict(?:_on_batch)?\(\s*self\b", re.MULTILINE)
_LABELS = re.compile(
    r"(?!.*(?:pred|hat|prob|logit|out|model))(?:y|labels?|targets?|truth|true|gt)(?:[_\d]|$)"
)
_MAKES_OPTIMIZER = re.compile(r"(?:^|\.)(Adam|SGD|RMSprop|AdamW|Nadam|Adamax|Adagrad|Adadelta)$")


class BrokenGradientTape(Rule):
    """A training step written by hand gets no gradient, or gives it to the wrong variables.

    ## Why it stops learning

    The tape records what happens inside its `with` block only. A loss computed after the block, or
    from `.numpy()` values, has no recorded way back to the weights: its gradient is None and no
    weight moves. `apply_gradients` wants (gradient, variable) pairs, not the other way round. An
    optimiser made in every step has no memory.

    ## Bad

    ```python
    import keras
    import tensorflow as tf

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.Adam(0.001)
    loss_of = keras.losses.MeanSquaredError()
    data = tf.random.normal((640, 4)), tf.random.normal((640, 1))

    def train_step(x, y):
        with tf.GradientTape() as tape:
            prediction = model(x, training=True)
            loss = loss_of(y, prediction)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(model.trainable_variables, gradients))  # <- KS705
        return loss

    for step in range(100):
        train_step(*data)  # raises AttributeError
    ```

    ## Good

    ```python
    import keras
    import tensorflow as tf

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.Adam(0.001)
    loss_of = keras.losses.MeanSquaredError()
    data = tf.random.normal((640, 4)), tf.random.normal((640, 1))

    def train_step(x, y):
        with tf.GradientTape() as tape:
            prediction = model(x, training=True)
            loss = loss_of(y, prediction)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    for step in range(100):
        train_step(*data)
    ```

    ## Silent when

    The tape's block, the loss or the step is not found in the same function, the script has a
    class with a `predict` of its own, or an estimator calls the function, to build its graph once.

    ## References

    - [TensorFlow: automatic differentiation](https://www.tensorflow.org/guide/autodiff)
    """

    code = "KS705"
    name = "broken-gradient-tape"
    tier = "certain"
    effect = "blocks"
    fixable = "safe"
    systems = ("torch-audit", "mldoct")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for loop in program.loops:
            if loop.block is not None:
                around = function_around(loop.origin) or _statement(loop)
                if around.encloses(loop.block):
                    yield from _late_loss(loop, loop.block, around)
                    yield from _left_tensors(loop, loop.block)
                    if not _has_own_predict(program):
                        yield from _predicted(loop, loop.block)
                yield from _swapped(around)
                yield from _forgetful(loop, around)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        pair: tuple[Origin, Origin] | None = fault.subject
        if pair is None:
            raise CannotEdit
        edit = Editor(program)
        edit.replace(pair[0], pair[1].text)
        edit.replace(pair[1], pair[0].text)
        return edit.fix("Pair each gradient with its variable", safe=True)


def _statement(loop: CustomLoop) -> Origin:
    """The statement of the module that holds the step."""
    piece = loop.origin.piece
    return Origin(piece, piece.tree or loop.origin.node)


def _late_loss(loop: CustomLoop, block: Origin, around: Origin) -> Iterator[Fault]:
    name = target_name(loop)
    if name is None or assignments(block, name):
        return
    end, here = block.range.end, loop.origin.range.start
    for made in assignments(around, name):
        if end <= made.range.start < here:
            message = (
                f"{name} is computed after the tape's block (line {block.line}) has ended, so the "
                "tape has not recorded it and its gradient is None: no weight moves."
            )
            yield Fault(made, message, (("the tape's block", block),), fixable=False)


def _left_tensors(loop: CustomLoop, block: Origin) -> Iterator[Fault]:
    """The loss is made from values that are no tensors any more."""
    for made in assignments(block, target_name(loop) or ""):
        for call in calls_in(made):
            if _leaves(call) and _takes_results(call, block):
                message = (
                    f"{called(call)}() leaves TensorFlow inside the tape: the loss has no gradient "
                    "with respect to any weight."
                )
                yield Fault(call, message, (("the tape's block", block),), fixable=False)


def _leaves(call: Origin) -> bool:
    return called(call).endswith(".numpy") or called(call).startswith("np.")


def _takes_results(call: Origin, block: Origin) -> bool:
    """Whether what leaves TensorFlow is computed under the tape: constants, shapes and labels need
    no gradient."""
    node = call.node
    if not isinstance(node, cst.Call):
        return False
    owner = [node.func.value] if isinstance(node.func, cst.Attribute) else []
    parts = [Origin(call.piece, part) for part in (*owner, *(arg.value for arg in node.args))]
    names = {found.text for part in parts for found in part.inside(cst.Name)}
    return any(not _leaves(inner) for part in parts for inner in calls_in(part)) or any(
        bindings(block, name) and not _LABELS.match(name) for name in names
    )


def _has_own_predict(program: TrainingProgram) -> bool:
    """Whether a class of the script says itself what ``predict`` does: it may stay on the tape."""
    return any(_OWN_PREDICT.search(cell.text) for cell in program.document.cells)


def _predicted(loop: CustomLoop, block: Origin) -> Iterator[Fault]:
    """The trained model's output comes as an array, from predict()."""
    model, target = trained_name(loop), target_name(loop)
    if model is None or target is None or forward_calls(loop):
        return
    for call in calls_in(block):
        if called(call) in (f"{model}.predict", f"{model}.predict_on_batch"):
            message = (
                f"{called(call)}() gives back an array that the tape knows nothing of, so the "
                f"gradient of {target} is None: under a tape the model is called, {model}(...)."
            )
            yield Fault(call, message, (("the tape's block", block),), fixable=False)


def _swapped(around: Origin) -> Iterator[Fault]:
    for call in calls_in(around):
        node = call.node
        if not called(call).endswith("apply_gradients") or not isinstance(node, cst.Call):
            continue
        pairs = node.args[0].value if node.args else None
        if not isinstance(pairs, cst.Call) or len(pairs.args) != 2:
            continue
        first, second = (Origin(call.piece, argument.value) for argument in pairs.args)
        if _VARIABLES.search(first.text) and not _VARIABLES.search(second.text):
            message = (
                "apply_gradients() takes (gradient, variable) pairs: here each variable stands "
                "in the place of its gradient."
            )
            yield Fault(call, message, subject=(first, second))


def _forgetful(loop: CustomLoop, around: Origin) -> Iterator[Fault]:
    """An optimiser is made inside the step that uses it, or the loop over the batches."""
    inner = next(loop.origin.around(cst.For, cst.While), None)
    if inner is not None and around.encloses(inner):
        for call in calls_in(inner):
            made = _MAKES_OPTIMIZER.search(called(call))
            if made and call.range.start < loop.origin.range.start:
                message = (
                    f"Each round of the loop on line {inner.line} makes a new {made.group(1)}, "
                    "which forgets its momentum and its averages after one step."
                )
                yield Fault(call, message, fixable=False, tier="likely")
        return
    if not isinstance(around.node, cst.FunctionDef):
        return
    for call in calls_in(around):
        made = _MAKES_OPTIMIZER.search(called(call))
        if made and call.range.start < loop.origin.range.start and _is_step(around):
            message = (
                f"Each call of {around.node.name.value}() makes a new {made.group(1)}, which "
                "forgets its momentum and its averages after one step."
            )
            yield Fault(call, message, fixable=False, tier="likely")


def _is_step(around: Origin) -> bool:
    """Whether a function is one step: it loops over nothing, and builds no estimator's graph, which
    it would do once for all steps."""
    return not re.search(r"^\s*(for|while)\b|\bEstimatorSpec\(", around.text, re.MULTILINE)
