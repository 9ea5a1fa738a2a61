"""KS201."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.activation import LINEAR, is_activation, own_activation
from kerascope.program.graph import (
    CONVOLUTIONS,
    DENSE,
    followers,
    heads,
    models_in,
    passes,
    trained_models,
    trainings,
    walk,
)
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import Known, constant
from kerascope.rules.architecture._paths import (
    Following,
    ends_of,
    is_affine,
    is_autoencoder,
    is_pooling,
)
from kerascope.rules.architecture._sizes import input_width, sides, width
from kerascope.rules.architecture._written_out import lies_on_a_line
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin


class LinearStack(Rule):
    """Dense or convolutional layers follow each other with no activation between them.

    ## Why it stops learning

    Two linear maps in a row are one linear map: however many layers of this kind there are, and
    however wide, together they can do no more than a single one. The network then draws straight
    lines through its features, and its accuracy stays where a linear model's ends. Batch
    normalisation, dropout and flattening between them change nothing about that. Dense and
    convolutional layers of Keras have no activation unless one is given.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64),  # <- KS201
        layers.Dense(32),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(32),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    ## Silent when

    The activation comes later (after normalisation, as a layer or a function) or every layer is
    activated before it, from the input on; the layer ends
    in a branch that is added, multiplied, concatenated or attended to, it is a bottleneck
    narrower than both its neighbours, a 1x1, depthwise, strided patch or factorised convolution,
    feeds an upsampling or reshaped decoder, or the model is an autoencoder. On a few numbers
    written out in the script that lie along a line it is for information.

    ## How the probe tests it

    The script as it is against the same network with ReLU, for the same number of updates.

    ## References

    - Goodfellow, Bengio and Courville, [Deep Learning, section 6.1](https://www.deeplearningbook.org/contents/mlp.html)
    - [Keras: Dense](https://keras.io/api/layers/core_layers/dense/)
    """

    code = "KS201"
    name = "linear-stack"
    tier = "certain"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("activation functions", "no activation function")
    explains = ("KS209",)
    systems = ("UMLAUT", "NeuraLint", "TheDeepChecker", "Theia")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        straight = {
            model.identity
            for _, fit, model in trainings(program.compiles, program.fits)
            if fit is not None and lies_on_a_line(fit)
        }
        for model in trained_models(program.models, program.compiles):
            if not is_autoencoder(model) and (fault := _judge(model)) is not None:
                shown_only = _is_only_shown(model, program)
                if (shown_only and fault.tier == "certain") or model.identity in straight:
                    fault = replace(fault, tier="hypothesis")
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        for layer in {pair.first.origin: pair.first for pair in fault.subject}.values():
            _activate(layer, edit)
        return edit.fix("Activate the hidden layers with ReLU", safe=False)


def _is_only_shown(model: ModelGraph, program: TrainingProgram) -> bool:
    """Whether the script trains nothing, or by hand and only other models than this one."""
    if program.compiles or program.fits:
        return False
    trained = [loop.model for loop in program.loops]
    parts = (part for value in trained for other in models_in(value) for part in _parts(other))
    return all(isinstance(value, Known) for value in trained) and model.identity not in parts


def _parts(model: ModelGraph) -> Iterator[object]:
    """What tells the model, and the models that it is made of, from others."""
    yield model.identity
    yield from (layer.identity for layer in walk(model))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A layer without activation and the ones that take its output as it is; ``pooled`` where
    max pooling stands between, which is not quite linear."""

    first: Layer
    seconds: tuple[Layer, ...]
    pooled: bool


def _activate(layer: Layer, edit: Editor) -> None:
    if layer.call is None:
        raise CannotEdit
    written = layer.call.arguments.get("activation")
    if written is not None and value_of(written).text.strip("\"'") not in ("None", "linear"):
        raise CannotEdit
    edit.set_argument(layer.call, "activation", edit.quoted("relu"))


def _judge(model: ModelGraph) -> Fault | None:
    following = followers(model)
    pairs = [pair for layer in model.layers if (pair := _pair(layer, model, following))]
    everything = bool(pairs) and model.complete and _only_linear(model)
    if not everything:
        pairs = [pair for pair in pairs if not _may_be_meant(pair, model)]
    if not pairs:
        return None
    first = pairs[0]
    places = {p.first.origin: p.first for p in pairs}
    related = [(f"{layer.class_name} without activation", o) for o, layer in places.items()][1:]
    related.append((f"{first.seconds[0].class_name} takes its output", first.seconds[0].origin))
    return Fault(
        first.first.origin,
        _message(pairs, len(places), everything),
        tuple(related[:5]),
        subject=pairs,
        tier="certain" if everything else "likely",
        fixable=_is_editable(list(places.values()), model),
    )


def _message(pairs: list[_Pair], count: int, everything: bool) -> str:
    first = pairs[0].first
    second = pairs[0].seconds[0]
    where = f"{second.class_name} in line {second.origin.line}"
    if everything:
        return (
            f"No hidden layer of this model has an activation: this {first.class_name} and the "
            "layers after it are together one linear map, so the model can do no more than "
            "linear regression or logistic regression."
        )
    more = f" ({count} layers of this model are like that)" if count > 1 else ""
    if pairs[0].pooled:
        return (
            f"This {first.class_name} has no activation before the {where}: but for the pooling "
            f"between them the two are one linear map{more}."
        )
    return (
        f"This {first.class_name} has no activation before the {where}: the two are together one "
        f"linear map, so this layer adds nothing that the next one could not do alone{more}."
    )


def _pair(layer: Layer, model: ModelGraph, following: Following) -> _Pair | None:
    if not is_affine(layer) or own_activation(layer) != LINEAR or _is_projection(layer):
        return None
    if layer in model.outputs or layer.optional or constant(layer.trainable) is False:
        return None
    seconds = ends_of(layer, following, _lets_through, is_affine)
    if not seconds or any(_is_decoder(second) or second.optional for second in seconds):
        return None
    if any(_factorise(layer, second) for second in seconds):
        return None
    between = ends_of(layer, following, _is_linear, is_affine)
    return _Pair(layer, tuple(seconds), pooled=not between)


def _is_linear(layer: Layer) -> bool:
    """Whether a node is linear in what it is given, up to shape, noise and scale."""
    if is_activation(layer):
        return own_activation(layer) == LINEAR
    if layer.kind == "layer" and layer.class_name == "BatchNormalization":
        return True
    return passes(layer) and layer.class_name not in ("Reshape", "reshape", "RepeatVector")


def _lets_through(layer: Layer) -> bool:
    return _is_linear(layer) or (is_pooling(layer) and "UpSampling" not in layer.class_name)


def _is_projection(layer: Layer) -> bool:
    """Whether a linear layer is of a kind that is meant to stay linear."""
    if layer.class_name.startswith("Depthwise") or layer.class_name.endswith("Transpose"):
        return True
    if layer.class_name in DENSE:
        return constant(layer.get("use_bias")) is not True
    kernel, strides = sides(layer, "kernel_size"), sides(layer, "strides")
    return not kernel or set(kernel) == {1} or (kernel == strides and max(kernel) > 1)


def _is_decoder(layer: Layer) -> bool:
    return layer.class_name.endswith("Transpose")


def _factorise(first: Layer, second: Layer) -> bool:
    """Whether two convolutions are a large one taken apart: 1x7 and 7x1, or along time and then
    across all channels of a recording, 1x64 and 22x1."""
    if first.class_name not in CONVOLUTIONS or second.class_name not in CONVOLUTIONS:
        return False
    one, other = sides(first, "kernel_size"), sides(second, "kernel_size")
    return (
        len(one) == len(other) > 1
        and all(1 in pair for pair in zip(one, other, strict=True))
        and max(one) > 1
        and max(other) > 1
    )


def _is_bottleneck(pair: _Pair) -> bool:
    """Whether a layer is narrower than what comes before and after it: a low-rank map."""
    if pair.first.class_name not in DENSE:
        return False
    before, here = input_width(pair.first), width(pair.first)
    after = [width(second) for second in pair.seconds]
    if before is None or here is None or None in after:
        return False
    return here < before and all(here < size for size in after if size is not None)


def _may_be_meant(pair: _Pair, model: ModelGraph) -> bool:
    """Whether the layer may be linear for a reason: it is narrow, ends blocks that are activated
    first, or gives several heads the features that they share."""
    shared = len({second.origin for second in pair.seconds}) > 1
    return shared or _is_bottleneck(pair) or _ends_blocks(pair, model)


def _ends_blocks(pair: _Pair, model: ModelGraph) -> bool:
    """Whether a chain of layers that are activated before, not after, ends with this one: it
    begins with an activation of what comes in."""
    here = pair.first
    while len(here.inputs) == 1 and here.inputs[0].kind in ("layer", "operation"):
        here = here.inputs[0]
    return (
        is_activation(here)
        and any(is_activation(node) for node in pair.first.inputs)
        and all(second in {head.layer for head in heads(model)} for second in pair.seconds)
    )


def _only_linear(model: ModelGraph) -> bool:
    """Whether nothing in the model but its outputs is nonlinear."""
    outputs = {id(node) for head in heads(model) for node in (head.layer, *head.after)}
    return bool(outputs) and all(
        node.kind == "input"
        or id(node) in outputs
        or (is_affine(node) and own_activation(node) == LINEAR)
        or _is_linear(node)
        or (is_pooling(node) and "Max" not in node.class_name)
        for node in model.layers
    )


def _is_editable(found: list[Layer], model: ModelGraph) -> bool:
    """Whether an activation written there reaches no other layer, such as the output."""
    places: set[Origin] = {layer.origin for layer in found}
    ours = {id(head.layer) for head in heads(model)}
    return not any(id(layer) in ours and layer.origin in places for layer in model.layers)
