"""KS202."""

from collections.abc import Iterator
from dataclasses import dataclass

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.activation import LINEAR, is_activation, own_activation
from kerascope.program.call import Call
from kerascope.program.graph import (
    NORMALISING,
    RECURRENT,
    followers,
    heads,
    passes,
    trained_models,
)
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import constant
from kerascope.rules.architecture._paths import (
    Following,
    carries,
    ends_of,
    is_affine,
    is_autoencoder,
    joins,
)
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_DEEP = 3
"""Hidden layers from which saturating units starve the first ones of gradient."""

_DEEP_TANH = 5

_SIGMOIDS = ("sigmoid", "hard_sigmoid")

_ROOMS = ("activations", "nn", "ops", "K", "backend")
"""Modules that have ``relu`` beside ``sigmoid``."""


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

    The activation gates or weighs another branch (attention, squeeze and excitation), or belongs
    to a recurrent layer or the output. One or two sigmoid layers often train well: they
    are a hypothesis, and only where no other hidden layer has another activation and the model
    is no autoencoder. Softmax speaks from one layer on, that of a ready-made network's own
    classifier too (`include_top=True` with layers after it); tanh from five, never beside
    normalisation layers. Where normalisation before or after sigmoid makes up for its slope in
    all layers but two, it is for information.

    ## How the probe tests it

    The script as it is against the same network with ReLU, for the same number of updates.

    ## References

    - Glorot and Bengio, [Understanding the difficulty of training deep feedforward neural
      networks](https://proceedings.mlr.press/v9/glorot10a.html)
    """

    code = "KS202"
    name = "saturating-hidden-activation"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=500, margin=0.15, speed=True)
    seed = ("sigmoid in hidden layers", "activation functions")
    explains = ("KS209",)
    systems = ("AUTOTRAINER", "DeepDiagnosis", "SageMaker Debugger", "TheDeepChecker", "DEFault")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in trained_models(program.models, program.compiles):
            yield from _judge(model)
            yield from _whole_classifiers(model)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        if isinstance(fault.subject, Call):
            edit.set_argument(fault.subject, "include_top", "False")
            edit.set_argument(fault.subject, "pooling", edit.quoted("avg"))
            return edit.fix("Take the backbone without its classifier", safe=False)
        hidden: list[_Hidden] = fault.subject
        for place in dict.fromkeys(each.place for each in hidden):
            edit.replace(place, _relu(place, edit))
        return edit.fix("Use ReLU in the hidden layers", safe=False)


@dataclass(frozen=True, slots=True)
class _Hidden:
    """A hidden activation: the node that applies it, its name and where that is written;
    ``rescaled`` where a normalisation layer stands before it or follows."""

    node: Layer
    name: str
    place: Origin
    rescaled: bool


def _relu(place: Origin, edit: Editor) -> str:
    """``relu`` as the user writes activations: a string, or a name such as ``tf.nn.sigmoid``."""
    if place.text[:1] in "\"'":
        return edit.quoted("relu", place)
    name, bracket, _ = place.text.partition("(")
    owner, dot, last = name.rpartition(".")
    room = owner.rpartition(".")[2]
    if bracket and last == "Softmax" and place.text == f"{name}()":
        return f"{owner}{dot}ReLU()"
    if room not in _ROOMS or last not in (*_SIGMOIDS, "softmax", "tanh"):
        raise CannotEdit
    return f"{owner}{dot}relu{place.text[len(name) :]}"


def _judge(model: ModelGraph) -> Iterator[Fault]:
    following = followers(model)
    hidden = _hidden_activations(model, following)
    groups = {
        "softmax": [h for h in hidden if h.name == "softmax" and not _joined(h, following)],
        "sigmoid": [h for h in hidden if h.name in _SIGMOIDS],
        "tanh": [h for h in hidden if h.name == "tanh"],
    }
    if any(layer.class_name in NORMALISING for layer in model.layers):
        groups["tanh"] = []
    for kind, found in groups.items():
        if found and (fault := _fault(kind, found, hidden, model)) is not None:
            yield fault


def _whole_classifiers(model: ModelGraph) -> Iterator[Fault]:
    """A ready-made network with its own classifier, whose answer is the input of more layers."""
    following = followers(model)
    for layer in model.layers:
        call = layer.call
        if layer.kind != "model" or call is None or not call.name.startswith("keras.applications."):
            continue
        if constant(call.get("include_top")) is not True or "classifier_activation" in call.written:
            continue
        if layer.output_shape and ends_of(layer, following, _hands_on, is_affine):
            message = (
                f"{layer.class_name} is taken with its own classifier (include_top=True): the "
                f"layers after it see the {layer.output_shape[-1]} probabilities of its softmax, "
                "nearly all of them 0, instead of its features."
            )
            yield Fault(layer.origin, message, subject=call)


def _fault(
    kind: str, found: list[_Hidden], hidden: list[_Hidden], model: ModelGraph
) -> Fault | None:
    places = list(dict.fromkeys(each.place for each in found))
    related = tuple((f"{kind} again here", place) for place in places[1:4])
    shallow = kind == "sigmoid" and len(found) < _DEEP
    steep = [each for each in found if not each.rescaled]
    rescaled = kind == "sigmoid" and not shallow and len(steep) < _DEEP
    if kind == "tanh" and len(found) < _DEEP_TANH:
        return None
    if shallow and (len(found) < len(hidden) or is_autoencoder(model) or not model.complete):
        return None
    return Fault(
        places[0],
        _rescaled_message(found) if rescaled else _message(kind, found),
        related,
        subject=found,
        tier="hypothesis" if shallow or rescaled else None,
        fixable=not _shared(places, found, model),
    )


def _message(kind: str, found: list[_Hidden]) -> str:
    count = len(found)
    if kind == "softmax":
        units = found[0].node.output_shape
        among = f"its {units[-1]} units" if units and units[-1] else "its units"
        return (
            f"Softmax in a hidden layer makes {among} share a sum of 1: hardly anything gets "
            "through to the next layer, and hardly any gradient back; it belongs at the output."
        )
    if kind == "tanh":
        return (
            f"{count} hidden layers use tanh without normalisation: each passes back only part of "
            "the gradient once its inputs are large, so the first layers hardly learn."
        )
    if count < _DEEP:
        which = "The only hidden activation is" if count == 1 else "Both hidden activations are"
        return (
            f"{which} {found[0].name}, whose slope is at most 1/4: learning starts slowly and can "
            "rest on a plateau for long; ReLU usually gets away from it faster."
        )
    return (
        f"{count} hidden layers use {found[0].name}: each passes back at most 1/4 of the gradient, "
        f"so the first one gets less than 1/{4**count} of it and hardly learns."
    )


def _rescaled_message(found: list[_Hidden]) -> str:
    return (
        f"{len(found)} hidden layers use {found[0].name}: normalisation makes up for much of what "
        "its slope of at most 1/4 takes from the gradient; ReLU usually learns faster."
    )


def _shared(places: list[Origin], found: list[_Hidden], model: ModelGraph) -> bool:
    """Whether the same words also set the activation of another layer, such as the output."""
    ours = {id(each.node) for each in found}
    nodes = {place.node for place in places}
    others = (_written(layer) for layer in model.layers if id(layer) not in ours)
    return any(other is not None and other.node in nodes for other in others)


def _hidden_activations(model: ModelGraph, following: Following) -> list[_Hidden]:
    """The activations that stand between layers with weights."""
    outside = {id(node) for head in heads(model) for node in (head.layer, *head.after)}
    outside |= {id(node) for node in model.outputs}
    found: list[_Hidden] = []
    for layer in model.layers:
        if id(layer) in outside or not (is_affine(layer) or _activates_weights(layer)):
            continue
        name, place = own_activation(layer), _written(layer)
        if name in (None, LINEAR) or place is None:
            continue
        if ends_of(layer, following, _hands_on, _takes_features):
            found.append(_Hidden(layer, name, place, _is_rescaled(layer, following)))
    return found


def _is_rescaled(layer: Layer, following: Following) -> bool:
    """Whether what goes into an activation, or what comes out of it, is normalised before anything
    else takes it: the gradient is then divided by the spread of what it comes through."""
    here = layer
    while is_activation(here) and len(here.inputs) == 1:
        here = here.inputs[0]
        if here.class_name in NORMALISING:
            return True
    return bool(ends_of(layer, following, _passes_plainly, _normalises))


def _passes_plainly(layer: Layer) -> bool:
    return carries(layer) and not _normalises(layer)


def _normalises(layer: Layer) -> bool:
    return layer.class_name in NORMALISING


def _hands_on(layer: Layer) -> bool:
    return carries(layer) or joins(layer)


def _takes_features(layer: Layer) -> bool:
    wrapper = layer.class_name in ("TimeDistributed", "Bidirectional")
    return is_affine(layer) or (layer.kind == "layer" and layer.class_name in RECURRENT) or wrapper


def _joined(hidden: _Hidden, following: Following) -> bool:
    """Whether the output meets another branch: a prediction handed on may well be softmax."""
    return not ends_of(hidden.node, following, carries, _takes_features)


def _activates_weights(layer: Layer) -> bool:
    """Whether a node only activates, and what it activates comes from a layer with weights."""
    here = layer if is_activation(layer) else None
    while here is not None and len(here.inputs) == 1:
        here = here.inputs[0]
        if is_affine(here):
            return True
        if not (passes(here) or here.class_name in NORMALISING):
            return False
    return False


def _written(layer: Layer) -> Origin | None:
    """Where the activation is named: the string, the argument, or the node that is nothing else."""
    if layer.kind == "layer" and layer.call is not None and "activation" in layer.call.written:
        origin = layer.call.written["activation"].origin
        argument = layer.call.arguments.get("activation")
        quoted = origin is not None and origin.text[:1] in "\"'"
        return origin if quoted or argument is None else value_of(argument)
    return layer.origin if is_activation(layer) else None
