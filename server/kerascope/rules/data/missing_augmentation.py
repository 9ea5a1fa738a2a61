"""KS117."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor, value_of
from kerascope.program.call import Call
from kerascope.program.graph import models_in, walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import Known, constant, number
from kerascope.reader.values import Dataset
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_FEW, _MANY_EPOCHS = 10_000, 10
_CHANGES = (
    "rotation_range", "width_shift_range", "height_shift_range", "brightness_range",
    "shear_range", "zoom_range", "channel_shift_range", "horizontal_flip", "vertical_flip",
    "preprocessing_function",
)  # fmt: skip


class MissingAugmentation(Rule):
    """A convolutional network sees the same few pictures, unchanged, over many epochs.

    ## Why it stops learning

    With some thousand pictures a network can learn each by heart. Training accuracy then goes
    to 1 and validation accuracy stands still. Pictures that are mirrored, turned and shifted a
    little in each epoch cannot be learnt by heart.

    ## Bad

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    datagen = keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
    val_datagen = keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
    size = (64, 64)
    train = datagen.flow_from_directory("pets/train", size, class_mode="binary")
    val = val_datagen.flow_from_directory("pets/val", size, class_mode="binary")
    model = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy")
    model.fit(train, validation_data=val, epochs=50)  # <- KS117
    ```

    ## Good

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    datagen = keras.preprocessing.image.ImageDataGenerator(
        rescale=1 / 255, rotation_range=15, horizontal_flip=True
    )
    val_datagen = keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255)
    size = (64, 64)
    train = datagen.flow_from_directory("pets/train", size, class_mode="binary")
    val = val_datagen.flow_from_directory("pets/val", size, class_mode="binary")
    model = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy")
    model.fit(train, validation_data=val, epochs=50)
    ```

    ## Silent when

    There are fewer than 10 epochs or more than 10,000 pictures, a backbone is pretrained, the
    model gives back pictures (an autoencoder) or has `Random*` or dropout layers, or a function
    that could augment is mapped over the data.

    ## How the probe tests it

    Both versions learn a small part of the data until they know it, then held-out quality is
    compared.

    ## References

    - [Keras: image classification from scratch](https://keras.io/examples/vision/image_classification_from_scratch/)
    """

    code = "KS117"
    name = "missing-augmentation"
    tier = "hypothesis"
    effect = "overfits"
    fixable = "unsafe"
    experiment = Experiment(regime="memorise", metric="generalisation", margin=0.04)
    seed = ("data augmentation", "not enough data")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            for model in models_in(fit.model):
                if _gives_back_pictures(model) or not _learns_from_scratch(model):
                    continue
                if (fault := _judge(fit)) is not None:
                    yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        call: Call | None = fault.subject
        if call is None:
            return None
        edit = Editor(program)
        edit.add_argument(call, "rotation_range=15, horizontal_flip=True")
        return edit.fix("Turn and mirror the training pictures", safe=False)


def _learns_from_scratch(model: ModelGraph) -> bool:
    """A convolutional classifier that has nothing against learning by heart."""
    layers = list(walk(model))
    names = [layer.class_name for layer in layers]
    if not model.complete or any(layer.kind == "model" and not layer.inner for layer in layers):
        return False
    if any(name.startswith(("Random", "Dropout", "SpatialDropout", "Gaussian")) for name in names):
        return False
    return "Conv2D" in names and model.outputs[:1] != () and "Conv2DTranspose" not in names


def _gives_back_pictures(model: ModelGraph) -> bool:
    """Whether the output is a map as large as a picture: an autoencoder or a segmentation."""
    shapes = [output.output_shape for output in model.outputs]
    return any(shape is not None and len(shape) == 4 for shape in shapes)


def _judge(fit: Fit) -> Fault | None:
    epochs, argument = number(fit.get("epochs")), fit.call.arguments.get("x")
    if argument is None or epochs is None or epochs < _MANY_EPOCHS:
        return None
    found = constant(fit.get("x"))
    if not isinstance(found, Dataset):
        return _few_rows(fit, epochs)
    if "from_directory" not in (found.source or "") or any(n == "map" for n, _ in found.facts):
        return None
    generator = next((call for name, call in found.facts if name == "generator"), None)
    if generator is not None and any(name in generator.written for name in _CHANGES):
        return None
    held_out = constant(fit.get("validation_data"))
    shared = isinstance(held_out, Dataset) and ("generator", generator) in held_out.facts
    message = (
        f"The network sees the same pictures, unchanged, in all {epochs:g} epochs: with the few "
        "thousand that a directory usually holds it learns them by heart."
    )
    subject = generator if not shared else None
    return Fault(value_of(argument), message, (), subject, fixable=subject is not None)


def _few_rows(fit: Fit, epochs: float) -> Fault | None:
    tensor = fit.x.value if isinstance(fit.x, Known) else None
    if tensor is None or not tensor.shape or len(tensor.shape) != 4 or tensor.role != "features":
        return None
    rows = tensor.shape[0]
    if rows is None or rows >= _FEW or "digits" in (tensor.source or ""):
        return None
    message = (
        f"{rows} pictures, unchanged in all {epochs:g} epochs, are soon learnt by heart: training "
        "accuracy then rises alone."
    )
    return Fault(value_of(fit.call.arguments["x"]), message, fixable=False)
