"""KS102."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import models_in, passes
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Step, Tensor
from kerascope.program.trail import load_of, steps
from kerascope.program.training import Fit
from kerascope.program.value import Known, constant, is_known_none, number
from kerascope.rules.data._entrance import first_layers
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_FAMILIES = {
    "pixels": ("EfficientNet", "MobileNetV3", "ConvNeXt"),
    "signed": (
        "InceptionV3", "Xception", "MobileNetV2", "MobileNet", "NASNet", "InceptionResNetV2",
    ),
    "caffe": ("VGG16", "VGG19", "ResNet50", "ResNet101", "ResNet152"),
    "torch": ("DenseNet",),
}  # fmt: skip
_WANTS = {
    "pixels": "pixels from 0 to 255, which it rescales by itself",
    "signed": "pixels from -1 to 1",
    "caffe": "pixels around 0 with a spread of about 60, as its preprocess_input() makes them",
    "torch": "pixels standardised as its preprocess_input() does it",
}
_GENERATOR = "keras.preprocessing.image.ImageDataGenerator"
_MODULE = re.compile(r"goes through (\w+)\.preprocess_input")


@dataclass(frozen=True, slots=True)
class _Backbone:
    name: str
    wants: str
    module: str


class WrongPretrainedPreprocessing(Rule):
    """A pretrained backbone gets pixels on another scale than it was trained on, or scaled twice.

    ## Why it stops learning

    Pretrained weights expect the scale of their own training. EfficientNet rescales inside: fed
    with 0–1 it sees a black picture. ResNet50 and VGG fed with 0–1 see a grey one. The features
    are the same for every picture then, and the head on top learns nothing. Scaling twice does
    the same to any network.

    ## Bad

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    (x_train, y_train), _ = keras.datasets.cifar10.load_data()
    x_train = x_train / 255.0  # <- KS102
    base = keras.applications.EfficientNetB0(
        include_top=False, pooling="avg", input_shape=(32, 32, 3)
    )
    model = keras.Sequential([base, layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x_train, y_train)
    ```

    ## Good

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    (x_train, y_train), _ = keras.datasets.cifar10.load_data()
    base = keras.applications.EfficientNetB0(
        include_top=False, pooling="avg", input_shape=(32, 32, 3)
    )
    model = keras.Sequential([base, layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x_train, y_train)
    ```

    ## Silent when

    The backbone has random weights, its own preprocessing is switched off, or the range of the
    values that reach it is not known. Ranges that only differ by a factor
    of two are left alone; VGG, which bears 0–1, is only a hypothesis.

    ## How the probe tests it

    The head is trained for an epoch on features from both scales.

    ## References

    - [Keras Applications](https://keras.io/api/applications/)
    """

    code = "KS102"
    name = "wrong-pretrained-preprocessing"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("inappropriate preprocessing",)
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            for model in models_in(fit.model):
                if isinstance(fit.x, Known):
                    fault = _judge(fit.x.value, model) or _twice(fit.x.value, model)
                    if fault is not None:
                        yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        backbone: _Backbone | None = fault.subject
        if backbone is None:
            return _scaled_once(fault.origin, program)
        edit = Editor(program)
        for fit in program.fits:
            _rewrite(edit, program, fit, backbone)
        title = "Leave the scaling to the backbone"
        if backbone.wants != "pixels":
            title = f"Use the preprocess_input() of {backbone.name}"
        return edit.fix(title, safe=False)


def _judge(tensor: Tensor, model: ModelGraph) -> Fault | None:
    found = _path(model)
    if found is None:
        return None
    scaled, layers = found
    backbone = _backbone(scaled)
    if backbone is None:
        return None
    other = next((m for s in steps(tensor, "scale") if (m := _MODULE.match(s.text))), None)
    if other is not None:
        return _by_module(tensor, backbone, other.group(1), other.string)
    high = _after(tensor, layers)
    load = load_of(tensor)
    if high is None or load is None or load.origin is None:
        return None
    return _by_range(tensor, backbone, high, layers, load.origin)


def _path(model: ModelGraph) -> tuple[Layer, list[Layer]] | None:
    """The pretrained backbone that takes the model's input, and the layers before it."""
    for layer in model.layers:
        if layer.kind == "model" and layer.call is not None and _is_application(layer):
            before: list[Layer] = []
            here = layer
            while here.inputs and here.inputs[0].kind != "input":
                here = here.inputs[0]
                before.insert(0, here)
                if len(here.inputs) != 1:
                    return None
            return layer, before
    return None


def _is_application(layer: Layer) -> bool:
    return layer.call is not None and layer.call.name.startswith("keras.applications.")


def _backbone(layer: Layer) -> _Backbone | None:
    call = layer.call
    if call is None or is_known_none(call.get("weights")):
        return None
    name = call.class_name
    if constant(call.get("include_preprocessing")) is False or (
        name.startswith("MobileNetV3") and ("include_preprocessing" in call.written)
    ):
        return None
    if re.fullmatch(r"ResNet\d+V2", name):
        return _Backbone(name, "signed", "resnet_v2")
    for wants, names in _FAMILIES.items():
        if any(name.startswith(known) for known in names):
            return _Backbone(name, wants, _module(name))
    return None


def _module(name: str) -> str:
    special = {"ResNet50": "resnet50", "EfficientNetV2": "efficientnet_v2"}
    for start, module in special.items():
        if name.startswith(start):
            return module
    snake = {"InceptionV3": "inception_v3", "MobileNetV2": "mobilenet_v2",
             "InceptionResNetV2": "inception_resnet_v2", "MobileNetV3": "mobilenet_v3"}  # fmt: skip
    for start, module in snake.items():
        if name.startswith(start):
            return module
    stem = re.match(r"(EfficientNet|ConvNeXt|DenseNet|NASNet|ResNet)", name)
    return stem.group(1).lower() if stem else name.lower()


def _after(tensor: Tensor, layers: list[Layer]) -> float | None:
    """The largest value after the layers, None where one of them may do anything."""
    high = tensor.high
    for layer in layers:
        if layer.class_name == "Rescaling":
            scale, offset = number(layer.get("scale")), number(layer.get("offset"))
            if high is None or scale is None or offset is None:
                return None
            high = high * scale + offset
        elif not (passes(layer) or layer.class_name.startswith(("Random", "Resizing"))):
            return None
    return high


def _by_range(
    tensor: Tensor, backbone: _Backbone, high: float, layers: list[Layer], load: Origin
) -> Fault | None:
    too_small = backbone.wants in ("pixels", "caffe") and high <= 2
    too_large = backbone.wants in ("signed", "torch") and high > 100
    if not (too_small or too_large):
        return None
    scalings = [*(s.origin for s in steps(tensor, "scale")), *_rescalings(layers)]
    place = next((s for s in reversed(scalings) if s is not None), None)
    where = place or load
    bears_it = backbone.name.startswith("VGG")
    effect = "are weaker" if bears_it else "hardly tell one picture from another"
    message = (
        f"{backbone.name} wants {_WANTS[backbone.wants]}, but gets values up to {high:g} (line "
        f"{where.line}): its pretrained features then {effect}."
    )
    related = (("the pixels come from here", load),)
    subject = backbone if not _rescalings(layers) else None
    return Fault(where, message, related, subject, "hypothesis" if bears_it else "likely")


def _rescalings(layers: list[Layer]) -> list[Origin]:
    return [layer.origin for layer in layers if layer.class_name == "Rescaling"]


def _by_module(tensor: Tensor, backbone: _Backbone, module: str, text: str) -> Fault | None:
    """Another family's ``preprocess_input``, or one after a division."""
    scalings = steps(tensor, "scale")
    at = next(i for i, s in enumerate(scalings) if s.text == text)
    step, earlier = scalings[at], [s for s in scalings[:at] if _by_constant(s)]
    if step.origin is None:
        return None
    if earlier and backbone.wants != "pixels":
        message = (
            f"The image data {earlier[0].text} (line {_line(earlier[0])}) before "
            "preprocess_input(), which expects 0 to 255: it is scaled twice."
        )
        return Fault(step.origin, message, fixable=False)
    theirs = _wants_of(module)
    if theirs is None or theirs == backbone.wants:
        return None
    message = (
        f"The pixels are prepared for {module} (line {step.origin.line}), but {backbone.name} "
        f"wants {_WANTS[backbone.wants]}."
    )
    return Fault(step.origin, message, fixable=False)


def _wants_of(module: str) -> str | None:
    if module == "resnet_v2":
        return "signed"
    plain = module.replace("_", "")
    for wants, names in _FAMILIES.items():
        if any(
            name.lower() == plain or plain == re.sub(r"\d+$", "", name.lower()) for name in names
        ):
            return wants
    return None


def _by_constant(step: Step) -> bool:
    return step.text.startswith(("is divided by", "is multiplied by", "is rescaled by"))


def _line(step: Step) -> int:
    return step.origin.line if step.origin else 0


def _scaled_once(place: Origin, program: TrainingProgram) -> Fix | None:
    """Without the second scaling, where that is the ``rescale`` of a generator."""
    for call in program.calls:
        written = call.arguments.get("rescale") if call.name == _GENERATOR else None
        if written is not None and value_of(written) == place:
            edit = Editor(program)
            edit.remove_argument(call, "rescale")
            return edit.fix("Scale the pictures only once", safe=False)
    return None


def _twice(tensor: Tensor, model: ModelGraph) -> Fault | None:
    """Pixels divided by 255 in the data and again in the model, or twice in the data."""
    scalings = [s for s in steps(tensor, "scale") if _by_constant(s)]
    if not scalings or tensor.high is None or scalings[0].origin is None:
        return None
    first = next(iter(first_layers(model)), None) or next(iter(model.layers), None)
    high = tensor.high
    place = scalings[-1].origin if len(scalings) > 1 else None
    if first is not None and first.class_name == "Rescaling":
        scale = number(first.get("scale"))
        high, place = (high * scale, first.origin) if scale is not None else (high, place)
    if place is None or high <= 0 or high > 0.02:
        return None
    message = (
        f"The image data {scalings[0].text} (line {scalings[0].origin.line}) and is scaled again "
        f"here: what reaches the network is at most {high:.2g}, all pictures look alike."
    )
    mendable = len(scalings) > 1 and "rescaled" in scalings[-1].text
    return Fault(place, message, (("scaled here first", scalings[0].origin),), fixable=mendable)


def _rewrite(edit: Editor, program: TrainingProgram, fit: Fit, backbone: _Backbone) -> None:
    """Take the division out of every way into the model, or put the backbone's own in its place."""
    own = backbone.wants != "pixels"
    values = [fit.x, *([fit.validation[0]] if fit.validation else []), *(u.x for u in program.uses)]
    if not all(isinstance(v, Known) for v in values):
        raise CannotEdit
    function = f"keras.applications.{backbone.module}.preprocess_input"
    if any((v.value.source or "").startswith(_GENERATOR) for v in values if isinstance(v, Known)):
        _in_generators(edit, program, edit.name_for(function) if own else None)
        return
    scalings = [steps(v.value, "scale") for v in values if isinstance(v, Known)]
    places: set[Origin] = set()
    for found in scalings:
        if len(found) != 1 or found[0].origin is None or not _by_constant(found[0]):
            raise CannotEdit
        places.add(found[0].origin)
    for origin in places:
        if not isinstance(origin.node, cst.BinaryOperation):
            raise CannotEdit
        left = Origin(origin.piece, origin.node.left).text
        edit.replace(origin, f"{edit.name_for(function)}({left})" if own else left)


def _in_generators(edit: Editor, program: TrainingProgram, function: str | None) -> None:
    for call in program.calls:
        if call.name != _GENERATOR:
            continue
        if "rescale" in call.written and function is None:
            edit.remove_argument(call, "rescale")
        elif "rescale" in call.written:
            edit.replace(call.arguments["rescale"], f"preprocessing_function={function}")
        elif function is not None:
            edit.add_argument(call, f"preprocessing_function={function}")
