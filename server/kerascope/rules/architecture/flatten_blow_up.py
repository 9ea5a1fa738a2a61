"""KS207."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import CONVOLUTIONS, trained_models
from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.rules.architecture._sizes import input_width
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_MANY = 10_000_000


class FlattenBlowUp(Rule):
    """A dense layer on a flattened feature map holds tens of millions of weights.

    ## Why it stops learning

    Flattening keeps every pixel of every channel, and the dense layer behind it learns a weight
    for each of them and each of its units. Most of the network's weights then sit in one layer
    that does not know about neighbourhood; with few images it learns them by heart, and
    validation accuracy stays behind. Global pooling hands on one value a channel.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((224, 224, 3)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),  # <- KS207
        layers.Dense(2, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((224, 224, 3)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(),
        layers.GlobalAveragePooling2D(),
        layers.Dense(128, activation="relu"),
        layers.Dense(2, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    The layer has fewer than 10 million weights, its size is not known, or no convolution comes
    before the flattening.

    ## How the probe tests it

    Both networks learn a small part of the data by heart; then their held-out quality is
    compared.

    ## References

    - Lin et al., [Network in network](https://arxiv.org/abs/1312.4400)
    """

    code = "KS207"
    name = "flatten-blow-up"
    tier = "hypothesis"
    effect = "overfits"
    fixable = "unsafe"
    experiment = Experiment("memorise", "generalisation", 300, 0.04)
    seed = ("network width", "too wide network", "overfitting")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in trained_models(program.models, program.compiles):
            for layer in model.layers:
                flatten = layer.inputs[0] if len(layer.inputs) == 1 else None
                if flatten is None or layer.class_name != "Dense" or not _is_flattening(flatten):
                    continue
                if layer.parameters is None or layer.parameters < _MANY:
                    continue
                message = (
                    f"Flatten hands {input_width(layer)} values to this Dense, which needs "
                    f"{layer.parameters / 1e6:.0f} million weights for them: enough to learn "
                    "the training images by heart."
                )
                related = (("flattened here", flatten.origin),)
                yield Fault(layer.origin, message, related, subject=flatten)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        name = edit.name_for("keras.layers.GlobalAveragePooling2D")
        edit.replace(fault.subject.origin, f"{name}()")
        return edit.fix("Pool globally instead of flattening", safe=False)


def _is_flattening(node: Layer) -> bool:
    """Whether a node flattens what comes from convolutions in two dimensions."""
    if node.class_name != "Flatten" or node.call is None or node.call.written or not node.inputs:
        return False
    shape = node.inputs[0].output_shape
    return shape is not None and len(shape) == 4 and _is_convolved(node)


def _is_convolved(node: Layer) -> bool:
    while len(node.inputs) == 1:
        node = node.inputs[0]
        if node.class_name in CONVOLUTIONS or node.kind == "model":
            return True
    return False
