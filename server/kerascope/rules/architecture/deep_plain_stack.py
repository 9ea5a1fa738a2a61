"""KS209."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.fixes.layers import add_layer_after
from kerascope.program.activation import own_activation
from kerascope.program.graph import NORMALISING, heads, trained_models
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import constant
from kerascope.rules.architecture._paths import is_affine
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_DEEP = 10


class DeepPlainStack(Rule):
    """Ten or more layers in a row have neither normalisation nor shortcuts between them.

    ## Why it stops learning

    Signals on the way forward and gradients on the way back are multiplied layer by layer. Over
    many plain layers they shrink or grow beyond use, so that the first layers hardly learn,
    and a deeper network ends up worse than a shallower one. Batch normalisation and residual
    shortcuts were made against that.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((20,))])
    for _ in range(12):
        model.add(layers.Dense(64, activation="relu"))  # <- KS209
    model.add(layers.Dense(1))
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((20,))])
    for _ in range(12):
        model.add(layers.Dense(64, activation="relu"))
        model.add(layers.BatchNormalization())
    model.add(layers.Dense(1))
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Silent when

    Any layer normalises or any branches are joined, a layer is not known, the activation is SELU,
    the layers are frozen, or the script loads weights: they have learnt already.

    ## How the probe tests it

    The script as it is against the same network with batch normalisation after each hidden
    layer, for the same number of updates.

    ## References

    - He et al., [Deep residual learning](https://arxiv.org/abs/1512.03385)
    - Ioffe and Szegedy, [Batch normalization](https://arxiv.org/abs/1502.03167)
    """

    code = "KS209"
    name = "deep-plain-stack"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=500, margin=0.15, speed=True)
    seed = ("network depth", "too deep network", "vanishing gradients", "batch normalization")
    systems = ("AUTOTRAINER", "TheDeepChecker")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        if any("load_weights" in cell.text for cell in program.document.cells):
            return
        for model in trained_models(program.models, program.compiles):
            hidden = _plain(model)
            if len(hidden) >= _DEEP:
                message = (
                    f"{len(hidden)} hidden layers follow each other without normalisation or "
                    "shortcuts: gradients shrink or grow with each of them, and the first ones "
                    "may hardly learn."
                )
                yield Fault(hidden[0].origin, message, subject=(hidden, model))

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        hidden, model = fault.subject
        ends = {head.layer.origin for head in heads(model)}
        edit = Editor(program)
        name = edit.name_for("keras.layers.BatchNormalization")
        for layer in {each.origin: each for each in hidden}.values():
            if layer.origin in ends:
                raise CannotEdit
            add_layer_after(edit, model, layer, f"{name}()")
        return edit.fix("Normalise after each hidden layer", safe=False)


def _plain(model: ModelGraph) -> list[Layer]:
    """The hidden layers of a model that is one chain of known, plain layers; else none."""
    ends = {id(head.layer) for head in heads(model)}
    if not model.complete or not ends or any(not _is_plain(node) for node in model.layers):
        return []
    return [node for node in model.layers if is_affine(node) and id(node) not in ends]


def _is_plain(node: Layer) -> bool:
    if node.kind not in ("input", "layer", "operation") or len(node.inputs) > 1:
        return False
    frozen = is_affine(node) and constant(node.trainable) is not True
    selu = own_activation(node) == "selu" if node.kind != "input" else False
    return not (frozen or selu or node.class_name in NORMALISING)
