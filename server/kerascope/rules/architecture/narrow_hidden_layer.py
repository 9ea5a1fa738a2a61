"""KS205."""

from collections.abc import Iterator
from math import log2

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.activation import LINEAR, is_activation
from kerascope.program.graph import Head, activation_after, followers, heads, trainings
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import Known, number
from kerascope.rules.architecture._paths import carries, ends_of, is_affine, is_autoencoder
from kerascope.rules.architecture._sizes import input_width, width
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_ENTROPIES = frozenset(
    {"CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryCrossentropy"}
)
_DISTANCES = frozenset({"MeanSquaredError", "MeanAbsoluteError"})


_ENOUGH = 64
"""As many units tell any number of classes apart: embeddings of faces have 128."""


class NarrowHiddenLayer(Rule):
    """A hidden layer has too few units for what has to pass through it.

    ## Why it stops learning

    Everything that the layers behind it know of a sample comes through these units. One or two
    of them cannot keep ten classes apart, however wide the other layers are, and with ReLU
    a single unit that falls silent ends all learning.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((784,)),
        layers.Dense(128, activation="relu"),
        layers.Dense(2, activation="relu"),  # <- KS205
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
        layers.Dense(128, activation="relu"),
        layers.Dense(32, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    The model is an autoencoder, the layer's output is used elsewhere too (a latent space, a
    plane to draw), the inputs are no wider themselves, or more than one unit leads to a
    regression. Fewer units than classes, but enough to number them, are only a hypothesis, and 64
    are always enough.

    ## How the probe tests it

    The script as it is against the same network with more units in the layer.

    ## References

    - [Deep Learning, section 6.4](https://www.deeplearningbook.org/contents/mlp.html)
    """

    code = "KS205"
    name = "narrow-hidden-layer"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.1)
    seed = ("network width", "too narrow network")
    systems = ("torchmortem",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        elsewhere = _ends(program.models)
        for compiled, _, model in trainings(program.compiles, program.fits):
            found = heads(model)
            if len(found) != 1 or not isinstance(compiled.loss, Known) or is_autoencoder(model):
                continue
            loss = compiled.loss.value.class_name
            if loss in _ENTROPIES | _DISTANCES:
                yield from _judge(model, found[0], elsewhere, loss in _DISTANCES)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        layers, units = fault.subject
        edit = Editor(program)
        for call in {layer.origin: layer.call for layer in layers}.values():
            name = next((n for n in ("units", "output_dim") if n in call.arguments), None)
            if name is None:
                raise CannotEdit
            edit.set_argument(call, name, str(units))
        return edit.fix(f"Give it {units} units", safe=False)


def _ends(models: tuple[ModelGraph, ...]) -> set[object]:
    """The layer objects whose output some model gives back."""
    return {node.identity for model in models for node in model.outputs}


def _judge(
    model: ModelGraph, head: Head, elsewhere: set[object], regression: bool
) -> Iterator[Fault]:
    classes = head.units or (2 if head.activation == "softmax" else None)
    if classes is None:
        return
    following = followers(model)
    surely = model.complete and head.units is not None
    enough = 2 if regression or not surely else min(max(classes, 2), _ENOUGH)
    narrow: dict[Layer, int] = {}
    widest = 0
    for layer in model.layers:
        units, inputs = width(layer), input_width(layer) or _width_before(layer)
        if layer.class_name != "Dense" or layer is head.layer or layer.identity in elsewhere:
            continue
        if units is None or inputs is None or units >= enough:
            continue
        if regression and activation_after(layer, following) == LINEAR:
            continue
        least = 1 if regression else max(units, 2)
        if (inputs <= least and layer.inputs[0] not in narrow) or not ends_of(
            layer, following, _hands_on, is_affine
        ):
            continue
        narrow[layer] = units
        widest = max(widest, inputs)
    if narrow:
        count = 1 if regression or head.units is None else classes
        yield _fault(narrow, widest, head, count)


def _hands_on(layer: Layer) -> bool:
    return carries(layer) or is_activation(layer)


def _width_before(layer: Layer) -> int | None:
    """The units of the layer before, whatever that one takes in."""
    found = number(layer.inputs[0].get("units")) if len(layer.inputs) == 1 else None
    return int(found) if found is not None else None


def _fault(narrow: dict[Layer, int], inputs: int, head: Head, classes: int) -> Fault:
    """One word on a network that tapers: at the layer with the fewest units."""
    worst = min(narrow, key=narrow.__getitem__)
    units = narrow[worst]
    too_few = units == 1 or units < log2(classes)
    plural = "unit" if units == 1 else "units"
    target = f"{classes} classes" if classes > 1 else "the output"
    message = (
        f"All that {inputs} inputs say about {target} has to pass through the {units} {plural} of "
        "this hidden layer"
    )
    message += "." if too_few else ", fewer than there are classes."
    others = [layer for layer in narrow if layer.origin != worst.origin]
    related = tuple((f"{narrow[layer]} units are few too", layer.origin) for layer in others)
    subject = ([worst, *others], max(16, 2 * classes))
    fixable = head.layer.origin not in {layer.origin for layer in narrow}
    return Fault(
        worst.origin,
        message,
        related,
        subject,
        tier=None if too_few else "hypothesis",
        fixable=fixable,
    )
