"""KS304."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.call import Call
from kerascope.program.graph import trained_models
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import constant, is_known_none, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.initialisation._kernel import argument_of, fan_in, hidden_layers, place_of
from kerascope.rules.rule import Fault, Rule

_FIXED = ("Zeros", "Ones", "Constant", "Identity", "IdentityInitializer")


class SharedInitializer(Rule):
    """One initializer object gives several layers of equal shape the same first weights.

    ## Why it stops learning

    An initializer object of Keras draws the same numbers whenever it is asked for the same
    shape, even without a seed. Layers in a row that start as copies of each other are a poorer
    start than independent ones; layers side by side, on the same input, are copies for ever as
    far as their surroundings are alike, and the second adds nothing.

    ## Bad

    ```python
    import keras
    from keras import layers

    init = keras.initializers.HeNormal()
    inputs = keras.Input((20,))
    left = layers.Dense(32, activation="relu", kernel_initializer=init)(inputs)
    right = layers.Dense(32, activation="relu", kernel_initializer=init)(inputs)  # <- KS304
    outputs = layers.Dense(1)(layers.concatenate([left, right]))
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    inputs = keras.Input((20,))
    left = layers.Dense(32, activation="relu", kernel_initializer="he_normal")(inputs)
    right = layers.Dense(32, activation="relu", kernel_initializer="he_normal")(inputs)
    outputs = layers.Dense(1)(layers.concatenate([left, right]))
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Silent when

    The layers' kernels differ in shape, each has an initializer of its own, or the layers follow
    each other: copies in a row come apart with the first update.

    ## How the probe tests it

    The script as it is against the same network with an initializer of its own for each layer.

    ## References

    - [Keras: RandomNormal and its seed](https://keras.io/api/layers/initializers/#randomnormal-class)
    """

    code = "KS304"
    name = "shared-initializer"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("weight initialisation",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in trained_models(program.models, program.compiles):
            for first, second in _twins(model):
                yield Fault(
                    place_of(second),
                    f"This {second.class_name} starts with exactly the weights of the one in line "
                    f"{first.origin.line}: both have the same input, shape and initializer object, "
                    "which draws the same numbers each time.",
                    (("the layer that it copies", first.origin),),
                    subject=second,
                )

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        layer: Layer = fault.subject
        name, made = argument_of(layer), constant(layer.get("kernel_initializer"))
        if name is None or layer.call is None or not isinstance(made, Call):
            return None
        if not is_known_none(made.get("seed")):
            raise CannotEdit
        edit = Editor(program)
        edit.replace(value_of(layer.call.arguments[name]), made.origin.text)
        return edit.fix("Give the layer an initializer of its own", safe=False)


def _twins(model: ModelGraph) -> Iterator[tuple[Layer, Layer]]:
    """Pairs of different layers on one input whose kernels come out alike."""
    seen: dict[tuple[object, ...], Layer] = {}
    for layer in hidden_layers(model):
        made, units = constant(layer.get("kernel_initializer")), number(layer.get("units"))
        if not isinstance(made, Call) or made.class_name in _FIXED:
            continue
        if layer.class_name != "Dense" or units is None or fan_in(layer) is None:
            continue
        first = seen.setdefault((made, units, layer.inputs), layer)
        if first.origin != layer.origin:
            yield first, layer
