"""KS301."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.graph import NORMALISING, trained_models
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.initialisation._kernel import (
    argument_of,
    hidden_layers,
    place_of,
    spread_of,
)
from kerascope.rules.rule import Fault, Rule

_WEIGHTS = re.compile(r"\.(?:get_weights\(|weights\b)")


class ConstantKernel(Rule):
    """All weights of a hidden layer start out equal.

    ## Why it stops learning

    Units of a layer that start with the same weights compute the same output, get the same
    gradient and stay equal for ever: a layer of 64 such units has the power of one. With zeros
    it is worse: the layer puts out nothing but its bias and passes no gradient back, so with
    ReLU neither it nor the layers before it ever move. Random numbers break the symmetry, which
    is why they are the default.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64, activation="relu", kernel_initializer="zeros"),  # <- KS301
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64, activation="relu", bias_initializer="zeros"),
        layers.Dense(10, activation="softmax", kernel_initializer="zeros"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    It is the output layer (which may well start at zero), a layer of one unit, one that
    ends in a sum or product (residual branches and gates that are to start closed), a layer
    whose biases differ from unit to unit, or one that is not trained.

    ## How the probe tests it

    The script as it is against the same network with Keras' default initializer.

    ## References

    - Goodfellow, Bengio and Courville, [Deep Learning, section 8.4](https://www.deeplearningbook.org/contents/optimization.html)
    - [Keras: layer weight initializers](https://keras.io/api/layers/initializers/)
    """

    code = "KS301"
    name = "constant-kernel"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("weight initialisation",)
    systems = ("NeuraLint", "TheDeepChecker")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        shown = _shows_weights(program)
        for model in trained_models(program.models, program.compiles):
            found = [layer for layer in hidden_layers(model) if _is_symmetric(layer)]
            if found:
                yield replace(_fault(found, model), tier="hypothesis" if shown else None)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        for layer in {each.origin: each for each in fault.subject}.values():
            name = argument_of(layer)
            if layer.call is None or name is None:
                raise CannotEdit
            edit.remove_argument(layer.call, name)
        return edit.fix("Start from Keras' random weights", safe=False)


def _shows_weights(program: TrainingProgram) -> bool:
    """Whether the script trains nothing and looks at weights: it shows what initialisers do."""
    if program.compiles or program.fits or program.loops:
        return False
    return any(_WEIGHTS.search(cell.text) for cell in program.document.cells)


def _is_symmetric(layer: Layer) -> bool:
    kernel = spread_of(layer.get("kernel_initializer"))
    bias = spread_of(layer.get("bias_initializer"))
    units = number(layer.get("units" if layer.class_name == "Dense" else "filters"))
    several = units is not None and units >= 2
    trained = getattr(layer.trainable, "value", None) is True
    if kernel is None or kernel.deviation or not several or not trained:
        return False
    return bias is not None and bias.deviation == 0


def _fault(found: list[Layer], model: ModelGraph) -> Fault:
    first = found[0]
    kernel = spread_of(first.get("kernel_initializer"))
    value = kernel.mean if kernel else 0.0
    units = int(number(first.get("units" if first.class_name == "Dense" else "filters")) or 0)
    what = "units" if first.class_name == "Dense" else "filters"
    message = (
        f"All weights of this hidden {first.class_name} start at {value:g}: its {units} {what} "
        "compute the same, get the same gradient and never come to differ"
    )
    if value == 0 and not any(layer.class_name in NORMALISING for layer in model.layers):
        message += "; at 0 they also pass no gradient back to the layers before"
    places = list(dict.fromkeys(place_of(layer) for layer in found))
    related = tuple((f"{layer.class_name} likewise", place_of(layer)) for layer in found[1:])
    return Fault(
        places[0],
        f"{message}.",
        tuple(each for each in dict.fromkeys(related) if each[1] != places[0])[:5],
        subject=found,
    )
