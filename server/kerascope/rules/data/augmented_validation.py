"""KS114."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.call import Call
from kerascope.program.graph import models_in, walk
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import Known, constant, number
from kerascope.reader.values import Dataset
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_GENERATOR = "keras.preprocessing.image.ImageDataGenerator"
_CHANGES = (
    "rotation_range", "width_shift_range", "height_shift_range", "brightness_range",
    "shear_range", "zoom_range", "channel_shift_range", "horizontal_flip", "vertical_flip",
)  # fmt: skip
_DIGITS = ("keras.datasets.mnist.load_data", "sklearn.datasets.load_digits")


class AugmentedValidation(Rule):
    """Augmentation in the wrong place or strength: on validation data, of labels, in wrong units.

    ## Why it stops learning

    Validation on distorted pictures measures something else in every epoch, and less than the
    model can do. A mirrored 2 or an upside-down 6 is no digit that the label still describes.
    `rotation_range` counts degrees: 0.3 turns nothing.

    ## Bad

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    datagen = keras.preprocessing.image.ImageDataGenerator(
        rescale=1 / 255,
        rotation_range=20,
        horizontal_flip=True,
    )
    train = datagen.flow_from_directory("train", target_size=(64, 64))
    val = datagen.flow_from_directory("val", target_size=(64, 64))  # <- KS114
    model = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "categorical_crossentropy")
    model.fit(train, validation_data=val, epochs=5)
    ```

    ## Good

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    datagen = keras.preprocessing.image.ImageDataGenerator(
        rescale=1 / 255,
        rotation_range=20,
        horizontal_flip=True,
    )
    plain = keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
    train = datagen.flow_from_directory("train", target_size=(64, 64))
    val = plain.flow_from_directory("val", target_size=(64, 64))
    model = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "categorical_crossentropy")
    model.fit(train, validation_data=val, epochs=5)
    ```

    ## Silent when

    The generator only scales, or the augmentation is made of `Random*` layers (they rest when
    the model is evaluated). One generator for both parts of one directory (`subset=`) is only a
    hypothesis.

    ## How the probe tests it

    The trained model is evaluated on plain pictures.

    ## References

    - [Keras: data augmentation](https://keras.io/guides/preprocessing_layers/)
    """

    code = "KS114"
    name = "augmented-validation"
    tier = "likely"
    effect = "misleads"
    fixable = "unsafe"
    experiment = Experiment(regime="memorise", metric="generalisation", margin=0.04)
    seed = ("data augmentation",)
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if (fault := _validated(fit)) is not None:
                yield fault
            yield from _digits(fit)
        for call in program.calls:
            if call.name == _GENERATOR and (fault := _units(call)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        kind, call, detail = fault.subject
        edit = Editor(program)
        if kind == "units":
            edit.set_argument(call, "rotation_range", "20")
            return edit.fix("Turn by up to 20 degrees", safe=False)
        if kind == "flip":
            edit.remove_argument(call, detail)
            return edit.fix("Leave out the flip", safe=False)
        _separate(edit, call, detail)
        return edit.fix("Validate with a generator that does not augment", safe=False)


def _generator(value: object) -> Call | None:
    facts = value.facts if isinstance(value, Dataset) else ()
    return next((call for name, call in facts if name == "generator"), None)


def _augments(call: Call) -> list[str]:
    return [n for n in _CHANGES if n in call.written and constant(call.get(n)) not in (0, False)]


def _validated(fit: Fit) -> Fault | None:
    argument = fit.call.arguments.get("validation_data")
    held_out = constant(fit.get("validation_data"))
    trained, other = _generator(constant(fit.get("x"))), _generator(held_out)
    if argument is None or trained is None or trained is not other or not _augments(trained):
        return None
    flow = held_out.origin if isinstance(held_out, Dataset) else None
    shared = "validation_split" in trained.written
    message = (
        f"The validation data come from the generator that augments (line {trained.origin.line}: "
        f"{', '.join(_augments(trained)[:3])}): validation is measured on distorted pictures."
    )
    related = (("the generator", trained.origin), ("validated with it here", argument))
    tier = "hypothesis" if shared else "likely"
    place = flow or value_of(argument)
    return Fault(place, message, related, ("separate", trained, flow), tier)


def _digits(fit: Fit) -> Iterator[Fault]:
    source = fit.x.value.source if isinstance(fit.x, Known) else None
    if source not in _DIGITS:
        return
    reason = "a mirrored digit is no digit that its label still describes"
    generator = _generator(constant(fit.get("x")))
    for flip in ("horizontal_flip", "vertical_flip"):
        if generator is not None and constant(generator.get(flip)) is True:
            place = generator.arguments[flip]
            yield Fault(place, f"{flip} on digits: {reason}.", (), ("flip", generator, flip))
    for model in models_in(fit.model):
        for layer in walk(model):
            if layer.class_name == "RandomFlip":
                yield Fault(layer.origin, f"RandomFlip on digits: {reason}.", fixable=False)


def _units(call: Call) -> Fault | None:
    angle = number(call.get("rotation_range"))
    if angle is None or not 0 < angle <= 1 or "rotation_range" not in call.arguments:
        return None
    message = f"rotation_range counts degrees: {angle:g} turns the pictures by less than a pixel."
    return Fault(call.arguments["rotation_range"], message, (), ("units", call, None))


def _separate(edit: Editor, call: Call, flow: object) -> None:
    """A second generator with the scaling only, used for the validation flow."""
    if not isinstance(flow, Origin) or not isinstance(flow.node, cst.Call):
        raise CannotEdit
    function = flow.node.func
    made = call.origin.node
    if not isinstance(function, cst.Attribute) or not isinstance(made, cst.Call):
        raise CannotEdit
    owner = Origin(flow.piece, function.value)
    if not owner.text.isidentifier():
        raise CannotEdit
    kept = [a.text.strip(" ,\n") for n, a in call.arguments.items() if n not in _CHANGES]
    kept = [text for text in kept if not text.startswith("fill_mode")]
    name = Origin(call.origin.piece, made.func).text
    edit.insert_before(flow, f"plain_datagen = {name}({', '.join(kept)})")
    edit.replace(owner, "plain_datagen")
