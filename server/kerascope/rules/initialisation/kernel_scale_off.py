"""KS302."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot, sqrt

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.activation import own_activation
from kerascope.program.graph import NORMALISING, activation_after, followers, trained_models
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.initialisation._kernel import (
    argument_of,
    fan_in,
    hidden_layers,
    place_of,
    spread_of,
)
from kerascope.rules.rule import Fault, Rule

_LARGE = 4.0
_SMALL = 0.01
_HE = ("relu", "leaky_relu", "elu", "gelu", "silu", "swish")


class KernelScaleOff(Rule):
    """A hidden layer's first weights are far too large or far too small for its number of inputs.

    ## Why it stops learning

    A unit sums up its inputs, so the size of its first outputs is the weights' standard
    deviation times the square root of the number of inputs. Where that factor is about 1, as
    the Glorot and He initializers make it, signals and gradients keep their size through the
    layers. Where it is 10, they grow tenfold with each layer: sigmoid and tanh saturate, the
    first loss is huge. Where it is a hundredth, they vanish.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((784,)),
        layers.Dense(
            256,
            activation="tanh",
            kernel_initializer=keras.initializers.RandomNormal(stddev=1.0),  # <- KS302
        ),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((784,)),
        layers.Dense(
            256,
            activation="tanh",
            kernel_initializer=keras.initializers.RandomNormal(stddev=0.05),
        ),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    The number of inputs is not known, a normalisation layer follows, the layer is the output or
    ends in a sum or product, or its activation is periodic.

    ## How the probe tests it

    The script as it is against the same network with an initializer that looks at the number of
    inputs, for the same number of updates.

    ## References

    - Glorot and Bengio, [Understanding the difficulty of training deep feedforward neural
      networks](https://proceedings.mlr.press/v9/glorot10a.html)
    - He et al., [Delving deep into rectifiers](https://arxiv.org/abs/1502.01852)
    """

    code = "KS302"
    name = "kernel-scale-off"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("weight initialisation",)
    systems = ("TheDeepChecker", "SageMaker Debugger")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in trained_models(program.models, program.compiles):
            if found := _off(model):
                yield _fault(found)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        for each in {each.layer.origin: each for each in fault.subject}.values():
            name = argument_of(each.layer)
            if each.layer.call is None or name is None:
                raise CannotEdit
            edit.set_argument(each.layer.call, name, edit.quoted(each.better))
        return edit.fix("Scale the first weights by the number of inputs", safe=False)


@dataclass(frozen=True, slots=True)
class _Off:
    """A layer whose outputs start out ``gain`` times as large as its inputs."""

    layer: Layer
    deviation: float
    inputs: int
    gain: float
    better: str


def _off(model: ModelGraph) -> list[_Off]:
    following = followers(model)
    judged = (_judge(layer, following) for layer in hidden_layers(model))
    return [each for each in judged if each is not None]


def _judge(layer: Layer, following: dict[Layer, list[Layer]]) -> _Off | None:
    spread, inputs = spread_of(layer.get("kernel_initializer")), fan_in(layer)
    if spread is None or not spread.deviation or inputs is None or argument_of(layer) is None:
        return None
    if any(node.class_name in NORMALISING for node in following.get(layer, [])):
        return None
    activation = own_activation(layer)
    if activation is None or activation in ("sin", "cos"):
        return None
    size = hypot(spread.mean * sqrt(inputs), spread.deviation)
    gain = size * sqrt(inputs)
    if _SMALL <= gain < _LARGE:
        return None
    after = activation_after(layer, following)
    return _Off(layer, size, inputs, gain, "he_normal" if after in _HE else "glorot_uniform")


def _fault(found: list[_Off]) -> Fault:
    first = found[0]
    what = "units saturate or explode" if first.gain >= _LARGE else "signals and gradients vanish"
    message = (
        f"This {first.layer.class_name} sums up {first.inputs} inputs with first weights of about "
        f"{first.deviation:.2g}, so its outputs start about {first.gain:.2g} times as large as its "
        f"inputs and {what}; Glorot and He initializers keep the factor near 1."
    )
    places = list(dict.fromkeys(place_of(each.layer) for each in found))
    related = tuple((f"likewise {place.text}", place) for place in places[1:5])
    return Fault(places[0], message, related, subject=found)
