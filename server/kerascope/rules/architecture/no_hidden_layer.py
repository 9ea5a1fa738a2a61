"""KS208."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.fixes.layers import add_layer_before
from kerascope.program.activation import is_activation
from kerascope.program.graph import NORMALISING, Head, heads, passes, trainings
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Fit
from kerascope.program.value import Known, number
from kerascope.rules.architecture._written_out import has_crossing_classes
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_LONG = 10
"""Epochs from which the user waits for more than a linear model can give."""

_UNDECLARED = ("input_shape", "input_dim", "batch_input_shape")


class NoHiddenLayer(Rule):
    """A classifier is trained for long without a hidden layer.

    ## Why it stops learning

    Without a hidden layer the network is logistic regression: it separates classes by straight
    lines through the raw features and by nothing else. Where that does not suffice (XOR, images,
    most tables), its accuracy stops rising after a few epochs, and no number of further ones helps.

    ## Bad

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model = keras.Sequential([
        keras.Input((28, 28)),
        layers.Rescaling(1 / 255),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),  # <- KS208
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=50)
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.mnist.load_data()
    model = keras.Sequential([
        keras.Input((28, 28)),
        layers.Rescaling(1 / 255),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=50)
    ```

    ## Silent when

    The model has anything before its output besides reshaping, scaling and dropout (an embedding, a
    backbone, a layer of one's own), it is trained for fewer than 10 epochs, or it predicts
    numbers. Samples written out in the script that no line separates, as those of XOR, are an
    error all the same.

    ## How the probe tests it

    The script as it is against the same network with one hidden layer, for the same number of
    updates.

    ## References

    - Goodfellow, Bengio and Courville, [Deep Learning, section 6.1](https://www.deeplearningbook.org/contents/mlp.html)
    """

    code = "KS208"
    name = "no-hidden-layer"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.1)
    seed = ("network depth", "too shallow network", "insufficient capacity")
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for compiled, fit, model in trainings(program.compiles, program.fits):
            found = heads(model)
            if fit is None or len(found) != 1 or not model.complete:
                continue
            if not _is_linear(model, found[0]):
                continue
            if has_crossing_classes(fit):
                yield _inseparable(found[0], model, fit)
            elif _is_long_classification(compiled, fit):
                yield _fault(found[0], model, fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        layer, model = fault.subject
        edit = Editor(program)
        dense = edit.name_for("keras.layers.Dense")
        declared = [a for n, a in layer.call.arguments.items() if n in _UNDECLARED]
        words = ", ".join(["64", *(a.text for a in declared), f"activation={edit.quoted('relu')}"])
        add_layer_before(edit, model, layer, f"{dense}({words})")
        for name in (n for n in layer.call.arguments if n in _UNDECLARED):
            edit.remove_argument(layer.call, name)
        return edit.fix("Add a hidden layer", safe=False)


def _is_long_classification(compiled: Compile, fit: Fit) -> bool:
    epochs = number(fit.get("epochs"))
    if epochs is None or epochs < _LONG or not isinstance(compiled.loss, Known):
        return False
    return compiled.loss.value.class_name.endswith("Crossentropy")


def _is_linear(model: ModelGraph, head: Head) -> bool:
    """Whether nothing but the output layer computes anything."""
    later = {id(node) for node in (head.layer, *head.after)}
    return head.layer.class_name == "Dense" and all(
        node.kind == "input" or id(node) in later or _only_carries(node) for node in model.layers
    )


def _only_carries(node: Layer) -> bool:
    return (passes(node) or node.class_name in NORMALISING) and not is_activation(node)


def _fault(head: Head, model: ModelGraph, fit: Fit) -> Fault:
    epochs = number(fit.get("epochs")) or 0
    message = (
        "The output layer is the only layer with weights: the model is logistic regression, which "
        f"separates classes by straight lines only, however long it is trained ({epochs:g} "
        f"epochs in line {fit.origin.line})."
    )
    place = head.layer.origin
    return Fault(place, message, (("trained here", fit.origin),), subject=(head.layer, model))


def _inseparable(head: Head, model: ModelGraph, fit: Fit) -> Fault:
    message = (
        "The output layer is the only layer with weights, and no straight line parts the two "
        "classes of these samples (as in XOR): no training gets them all right."
    )
    related = (("trained here", fit.origin),)
    return Fault(head.layer.origin, message, related, (head.layer, model), tier="certain")
