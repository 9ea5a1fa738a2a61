"""KS604."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.graph import models_in, walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tape import forward_calls
from kerascope.rules.experiment import Experiment
from kerascope.rules.regularisation._regularised import DROPPING
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_TWO_FACED = DROPPING | {"BatchNormalization", "GaussianNoise"}


class RegulariserSwitchedOff(Rule):
    """A training step written by hand calls the model as if it were only to predict.

    ## Why it stops learning

    Dropout, noise and batch normalisation work differently in training. `fit` tells them so; in a
    GradientTape loop `model(x)` means `training=False`. Dropout then drops nothing, and batch
    normalisation uses its initial mean and variance, 0 and 1, and never learns the real ones.

    ## Bad

    ```python
    import keras
    import tensorflow as tf

    model = keras.Sequential([
        keras.Input((4,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(1),
    ])
    optimizer = keras.optimizers.Adam(0.001)
    data = tf.random.normal((640, 4)), tf.random.normal((640, 1))

    def train_step(x, y):
        with tf.GradientTape() as tape:
            prediction = model(x)  # <- KS604
            loss = tf.reduce_mean(tf.square(y - prediction))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

    for step in range(100):
        train_step(*data)
    ```

    ## Good

    ```python
    import keras
    import tensorflow as tf

    model = keras.Sequential([
        keras.Input((4,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(1),
    ])
    optimizer = keras.optimizers.Adam(0.001)
    data = tf.random.normal((640, 4)), tf.random.normal((640, 1))

    def train_step(x, y):
        with tf.GradientTape() as tape:
            prediction = model(x, training=True)
            loss = tf.reduce_mean(tf.square(y - prediction))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

    for step in range(100):
        train_step(*data)
    ```

    ## Silent when

    The model is not known, has no layer that works differently in training, says `training`
    itself (in the call, or as its default: `def call(self, x, training=True)`), or its own weights
    are not what the innermost tape trains (an image, a style, an adversary, a gradient penalty).

    ## How the probe tests it

    The script as it is against the script with `training=True`.

    ## References

    - [Keras: writing a custom training
      loop](https://keras.io/guides/writing_a_custom_training_loop_in_tensorflow/)
    """

    code = "KS604"
    name = "regulariser-switched-off"
    tier = "likely"
    effect = "overfits"
    fixable = "safe"
    experiment = Experiment(metric="generalisation", horizon=600, margin=0.04)
    seed = ("dropout",)
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for loop in program.loops:
            for model in models_in(loop.model):
                layer = _two_faced(model)
                if layer is not None and not _trains_by_default(model, program):
                    for call in forward_calls(loop):
                        if _tape_around(call) in (None, loop.block):
                            yield from _judge(call, layer)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        node = fault.origin.node
        if not isinstance(node, cst.Call) or not node.args:
            raise CannotEdit
        edit = Editor(program)
        last = Origin(fault.origin.piece, node.args[-1].value)
        edit.replace(last, f"{last.text}, training=True")
        return edit.fix("Call the model in training mode", safe=True)


def _tape_around(call: Origin) -> Origin | None:
    """The block of the innermost tape around a call: another tape's step is another matter, such
    as a penalty on the gradient with respect to the input."""
    return next((block for block in call.around(cst.With) if "GradientTape" in _head(block)), None)


def _head(block: Origin) -> str:
    """What stands between ``with`` and the colon."""
    items = block.node.items if isinstance(block.node, cst.With) else ()
    return ", ".join(Origin(block.piece, item.item).text for item in items)


def _two_faced(model: ModelGraph) -> str | None:
    """A layer that does something else in training."""
    return next((x.class_name for x in walk(model) if x.class_name in _TWO_FACED), None)


def _trains_by_default(model: ModelGraph, program: TrainingProgram) -> bool:
    """Whether the model is of a class whose ``call`` is in training mode unless told otherwise."""
    if model.kind != "subclassed":
        return False
    pieces = {id(piece): piece for piece in program.pieces}
    pieces |= {id(layer.origin.piece): layer.origin.piece for layer in walk(model)}
    return any(
        _says_training(Origin(piece, piece.tree), model.name)
        for piece in pieces.values()
        if piece.tree is not None
    )


def _says_training(module: Origin, class_name: str) -> bool:
    for found in module.inside(cst.ClassDef):
        if isinstance(found.node, cst.ClassDef) and found.node.name.value == class_name:
            return any(_has_true_default(each) for each in found.inside(cst.FunctionDef))
    return False


def _has_true_default(method: Origin) -> bool:
    node = method.node
    if not isinstance(node, cst.FunctionDef) or node.name.value not in ("call", "__call__"):
        return False
    parameters = (*node.params.params, *node.params.kwonly_params)
    return any(
        each.name.value == "training"
        and isinstance(each.default, cst.Name)
        and each.default.value == "True"
        for each in parameters
    )


def _judge(call: Origin, layer: str) -> Iterator[Fault]:
    node = call.node
    if not isinstance(node, cst.Call) or len(node.args) != 1 or node.args[0].star:
        return
    message = (
        f"Called without training=True, the model predicts instead of training: its {layer} is "
        "switched off in this step."
    )
    yield Fault(call, message)
