"""KS206."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import CONVOLUTIONS, trained_models, walk
from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.program.value import number
from kerascope.rules.architecture._paths import has_channels_first, input_shapes
from kerascope.rules.architecture._sizes import sides
from kerascope.rules.era import is_of_keras_1
from kerascope.rules.rule import Fault, Rule

_EMPTY = ("no pixels left", "nothing would be left")


class SpatialCollapse(Rule):
    """A convolution or pooling layer steps over pixels, or has none left to look at.

    ## Why it stops learning

    Each layer without padding takes a rim off the image, each stride and pool divides it. When
    a kernel no longer fits, Keras refuses to build the model. A stride wider than the kernel
    leaves pixels that no kernel ever sees. The usual cause of both is
    `Conv2D(64, 3, 3)`: it was a 3x3 kernel in Keras 1, but is a kernel of 3 with strides of 3
    today, which throws away eight ninths of the positions in every layer.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, 3, activation="relu"),  # <- KS206
        layers.Conv2D(64, 3, 3, activation="relu"),  # <- KS206
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, (3, 3), activation="relu"),
        layers.Conv2D(64, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2D(64, 1, strides=2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    The sizes are not known, the kernel is 1x1 (a shortcut that thins out on purpose), the strides
    are named or the kernel has an even side (patches), the layer was called `Convolution2D`,
    as in Keras 1, or the script is of Keras 1 and its pictures look as if their channels came
    first, which a setting outside of it could say then.

    ## References

    - [Keras: Conv2D](https://keras.io/api/layers/convolution_layers/convolution2d/)
    """

    code = "KS206"
    name = "spatial-collapse"
    tier = "certain"
    effect = "hinders"
    fixable = "unsafe"
    systems = ("NeuraLint",)
    seed = ("network architecture",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        old = is_of_keras_1(program)
        for model in trained_models(program.models, program.compiles):
            if old and any(has_channels_first(shape) for shape in input_shapes(model)):
                continue
            for layer in walk(model):
                if (fault := _judge(layer)) is not None:
                    yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        layer: Layer = fault.subject
        edit = Editor(program)
        if layer.call is None:
            return None
        if _is_keras_1(layer):
            _bracket(layer, edit)
            return edit.fix("Make it one kernel with two sides", safe=False)
        if layer.problem and "padding" in {*layer.call.written, *layer.call.defaults}:
            edit.set_argument(layer.call, "padding", edit.quoted("same"))
            return edit.fix("Keep the size with padding", safe=False)
        return None


def _judge(layer: Layer) -> Fault | None:
    if layer.kind != "layer" or layer.call is None:
        return None
    if _is_keras_1(layer):
        return _keras_1(layer)
    if any(words in layer.problem for words in _EMPTY):
        return Fault(layer.origin, f"{layer.problem}: Keras cannot build this.", subject=layer)
    return _skipping(layer)


def _keras_1(layer: Layer) -> Fault:
    rows = sides(layer, "kernel_size")[0]
    step = sides(layer, "strides")[0]
    message = (
        f"{layer.class_name}(..., {rows}, {step}) is a {rows}x{rows} kernel with strides of "
        f"{step}: it keeps one position in {step * step} and each pixel is seen once; a kernel of "
        f"{rows}x{step} is written ({rows}, {step}) since Keras 2."
    )
    return Fault(layer.origin, message, subject=layer, tier="likely")


def _skipping(layer: Layer) -> Fault | None:
    if layer.class_name not in CONVOLUTIONS or layer.class_name.endswith("Transpose"):
        return None
    kernel, strides = sides(layer, "kernel_size"), sides(layer, "strides")
    if not kernel or len(kernel) != len(strides) or min(kernel) == 1:
        return None
    if not any(step > side for side, step in zip(kernel, strides, strict=True)):
        return None
    message = (
        f"Strides of {_written(strides)} step over part of the image: a {_written(kernel)} kernel "
        "never sees the pixels between."
    )
    return Fault(layer.origin, message, subject=layer, tier="likely", fixable=False)


def _is_keras_1(layer: Layer) -> bool:
    """Whether two equal odd numbers stand by position for kernel and strides of a 2-D layer."""
    call = layer.call
    if call is None or layer.class_name not in ("Conv2D", "SeparableConv2D"):
        return False
    sizes = [number(call.get(name)) for name in ("kernel_size", "strides")]
    if sizes[0] is None or sizes[0] != sizes[1] or sizes[0] < 3 or sizes[0] % 2 == 0:
        return False
    return all(
        name in call.arguments and getattr(call.arguments[name].node, "keyword", None) is None
        for name in ("kernel_size", "strides")
    )


def _bracket(layer: Layer, edit: Editor) -> None:
    if layer.call is None:
        raise CannotEdit
    kernel = value_of(layer.call.arguments["kernel_size"])
    strides = value_of(layer.call.arguments["strides"])
    pair = f"({kernel.text}, {strides.text})"
    edit.remove_argument(layer.call, "strides")
    edit.replace(kernel, pair)


def _written(sizes: tuple[int | None, ...]) -> str:
    return "x".join("?" if size is None else str(size) for size in sizes)
