"""KS210."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.fixes.layers import remove_layer
from kerascope.program.activation import is_activation
from kerascope.program.graph import Head, heads, trainings
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile
from kerascope.program.value import Known
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_NOISE = frozenset(
    {
        "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise",
        "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
    }
)  # fmt: skip
_NORMALISING = frozenset({"BatchNormalization", "LayerNormalization"})


class LayerAfterOutput(Rule):
    """Dropout, noise or normalisation is applied to the model's predictions.

    ## Why it stops learning

    What the last layer with weights puts out is the prediction, and the loss compares it to the
    labels. Dropout there sets predictions to zero at random and scales up the others, so the
    loss punishes the model for noise. Batch normalisation shifts them by what else is in the
    batch, so they are no longer probabilities, and no longer those of the sample alone.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
        layers.Dropout(0.5),  # <- KS210
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    The loss is the user's own (embeddings may well be normalised), another layer with weights
    follows, or normalisation stands between the last layer and its activation.

    ## How the probe tests it

    The script as it is against the same network without the layer.

    ## References

    - [Keras: Dropout](https://keras.io/api/layers/regularization_layers/dropout/)
    """

    code = "KS210"
    name = "layer-after-output"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.05)
    seed = ("network architecture", "dropout")
    systems = ("NeuraLint",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for compiled, _, model in trainings(program.compiles, program.fits):
            if _has_library_loss(compiled):
                for head in heads(model):
                    yield from _judge(head, model)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        model, layer = fault.subject
        edit = Editor(program)
        remove_layer(edit, model, layer)
        return edit.fix(f"Remove {layer.class_name} from the output", safe=False)


def _has_library_loss(compiled: Compile) -> bool:
    losses = list(compiled.losses.values()) if compiled.losses else [compiled.loss]
    return all(isinstance(each, Known) and each.value.class_name != "custom" for each in losses)


def _judge(head: Head, model: ModelGraph) -> Iterator[Fault]:
    for index, node in enumerate(head.after):
        activated = any(is_activation(later) for later in head.after[index + 1 :])
        if node.class_name in _NOISE:
            yield _fault(node, head, model, "sets some of them to zero at random", activated)
        elif node.class_name in _NORMALISING and not activated:
            yield _fault(node, head, model, "shifts and scales them by the batch", False)


def _fault(node: Layer, head: Head, model: ModelGraph, what: str, before: bool) -> Fault:
    units = f" of {head.units}" if head.units else ""
    if "Normalization" in node.class_name and node.class_name.startswith("Layer"):
        what = "shifts and scales them by each other"
    if node.class_name.startswith("Gaussian"):
        what = "adds noise to them"
    message = (
        f"{node.class_name} comes after the output layer ({head.layer.class_name}{units}, line "
        f"{head.layer.origin.line}): it takes the model's predictions and {what} before the loss "
        "sees them."
    )
    related = (("the output layer", head.layer.origin),)
    tier = "likely" if before else None
    return Fault(node.origin, message, related, subject=(model, node), tier=tier)
