"""KS202."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.activation import is_activation, own_activation
from kerascope.program.graph import AFFINE, followers, heads
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_DEEP = 3
"""Hidden layers from which saturating units starve the first ones of gradient."""

_DEEP_TANH = 5


class SaturatingHiddenActivation(Rule):
    """A stack of hidden layers squashes its values with sigmoid, softmax or (deep) tanh.

    ## Why it stops learning

    The slope of a sigmoid is at most 1/4. Each hidden layer multiplies the gradient by it on the
    way back, so the first of four layers gets less than a hundredth of what the last one gets,
    and nothing at all from units whose input is large. The loss then rests on a plateau near
    that of a constant prediction. ReLU and its kin have slope 1 where they are active. Softmax
    in a hidden layer also makes the units of the layer compete for a sum of 1.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64, activation="sigmoid"),  # <- KS202
        layers.Dense(64, activation="sigmoid"),
        layers.Dense(64, activation="sigmoid"),
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
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    There are one or two such layers (they often train well), the activation gates another branch
    (its output is multiplied), or it belongs to a recurrent layer, an autoencoder's code or the
    output. Tanh speaks from five layers on, and never next to normalisation layers.

    ## How the probe tests it

    The script as it is against the same network with ReLU, for the same number of updates.

    ## References

    - Glorot and Bengio, [Understanding the difficulty of training deep feedforward neural
      networks](https://proceedings.mlr.press/v9/glorot10a.html)
    """

    code = "KS202"
    name = "saturating-hidden-activation"
    tier = "likely"
    fixable = "unsafe"
    experiment = Experiment(horizon=500, margin=0.15, speed=True)
    seed = ("sigmoid in hidden layers", "activation functions")
    systems = ("AUTOTRAINER", "DeepDiagnosis", "SageMaker Debugger", "TheDeepChecker", "DEFault")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        compiled = _compiled(program.compiles)
        for model in program.models:
            if model.identity in compiled or not program.compiles:
                yield from _judge(model)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        places: dict[Origin, None] = dict.fromkeys(fault.subject)
        for place in places:
            edit.replace(place, _relu(place, edit))
        return edit.fix("Use ReLU in the hidden layers", safe=False)


def _compiled(compiles: tuple[Compile, ...]) -> set[object]:
    from kerascope.program.graph import models_in

    return {model.identity for c in compiles for model in models_in(c.model)}


def _relu(place: Origin, edit: Editor) -> str:
    """``relu`` as the user writes activations: a string, or a name such as ``tf.nn.sigmoid``."""
    if place.text[:1] in "\"'":
        return edit.quoted("relu", place)
    owner, dot, _ = place.text.rpartition(".")
    return f"{owner}{dot}relu"


def _judge(model: ModelGraph) -> Iterator[Fault]:
    hidden = _hidden_activations(model)
    for names, least in ((("sigmoid", "hard_sigmoid", "softmax"), _DEEP), (("tanh",), _DEEP_TANH)):
        found = [(layer, place) for layer, name, place in hidden if name in names]
        if len(found) < least:
            continue
        layer, place = found[0]
        kind = own_activation(layer) or names[0]
        message = (
            f"{len(found)} hidden layers use {kind}: each passes back at most "
            f"{'1/4 of the gradient' if kind != 'tanh' else 'part of the gradient'}, so the first "
            "layers hardly learn."
        )
        places = tuple(place for _, place in found)
        related = tuple(("another one of them", place) for place in places[1:4])
        yield Fault(place, message, related, subject=places)


def _hidden_activations(model: ModelGraph) -> list[tuple[Layer, str, Origin]]:
    """Activations between affine layers: the node, its name, and where the name is written."""
    ends = {id(head.layer) for head in heads(model)}
    last = {id(node) for head in heads(model) for node in head.after}
    following = followers(model)
    found: list[tuple[Layer, str, Origin]] = []
    for layer in model.layers:
        if id(layer) in ends or id(layer) in last or _gates(layer, following):
            continue
        affine = layer.kind == "layer" and layer.class_name in AFFINE
        name = own_activation(layer) if affine or is_activation(layer) else None
        place = _written(layer)
        if name is not None and place is not None and following.get(layer):
            found.append((layer, name, place))
    return found


def _written(layer: Layer) -> Origin | None:
    if layer.kind == "layer" and layer.call is not None and "activation" in layer.call.written:
        return layer.call.written["activation"].origin
    return None


def _gates(layer: Layer, following: dict[Layer, list[Layer]]) -> bool:
    """Whether the output scales another branch (attention, squeeze and excitation, GLU)."""
    return any(
        node.class_name.lower() in ("multiply", "mul", "dot") for node in following.get(layer, [])
    )
