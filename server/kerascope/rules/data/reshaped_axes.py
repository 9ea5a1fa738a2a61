"""KS112."""

import re
from collections.abc import Iterator
from itertools import pairwise
from math import prod

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.graph import models_in
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.training import Fit
from kerascope.program.value import Known, constant, is_known_none
from kerascope.rules.data._entrance import first_layers
from kerascope.rules.era import is_of_keras_1
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_CALL = re.compile(r"^(?P<array>\w+)\.reshape\(|^(?P<module>\w+)\.reshape\(\s*(?P<given>\w+)\s*,")
_CHANNELS = (3, 4)


class ReshapedAxes(Rule):
    """`reshape` moves the channel axis: the pixels of all colours are mixed up.

    ## Why it stops learning

    `reshape` keeps the values in their order and only cuts them anew. From (32, 32, 3) to
    (3, 32, 32) it makes three pictures in which each row holds bits of red, green and blue side
    by side: nothing is left of the neighbourhoods that a convolution looks at.
    `np.moveaxis` or `np.transpose` moves the axis.

    ## Bad

    ```python
    import numpy as np
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.cifar10.load_data()
    x_train = x_train.reshape(-1, 3, 32, 32) / 255  # <- KS112
    model = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu", data_format="channels_first"),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x_train, y_train)
    ```

    ## Good

    ```python
    import numpy as np
    import keras
    from keras import layers

    (x_train, y_train), _ = keras.datasets.cifar10.load_data()
    x_train = np.moveaxis(x_train, -1, 1) / 255
    model = keras.Sequential([
        layers.Conv2D(16, 3, activation="relu", data_format="channels_first"),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x_train, y_train)
    ```

    ## Silent when

    The shape before is not known and no size of it is asked for, or the pixels were laid out that
    way (a flat file of colour planes). With one channel `reshape` moves nothing.

    ## How the probe tests it

    The script as it is against one that moves the axis, for the same number of updates.

    ## References

    - [NumPy: moveaxis](https://numpy.org/doc/stable/reference/generated/numpy.moveaxis.html)
    """

    code = "KS112"
    name = "reshaped-axes"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300)
    seed = ("wrong input shape",)
    systems = ("UMLAUT", "torch-audit")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        first = is_of_keras_1(program) or any(
            "image_data_format" in c.name or "dim_ordering" in c.name for c in program.calls
        )
        for fit in program.fits:
            if isinstance(fit.x, Known):
                yield from _reshaped(fit.x.value)
                yield from _samples_moved(fit.x.value)
            for model in models_in(fit.model):
                if not first and (fault := _channels_first(model, fit)) is not None:
                    yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        if fault.subject is None:
            return None
        found = _CALL.match(fault.origin.text)
        if found is None:
            raise CannotEdit
        array = found["given"] or found["array"]
        source, target = fault.subject
        edit = Editor(program)
        edit.replace(
            fault.origin, f"{edit.name_for('numpy.moveaxis')}({array}, {source}, {target})"
        )
        return edit.fix("Move the axis", safe=False)


def _reshaped(tensor: Tensor) -> Iterator[Fault]:
    for earlier, step in pairwise(tensor.trail):
        before, after = earlier.shape, step.shape
        if step.kind == "reshape" and before and after and step.origin:
            moved = _moved(before[1:], after[1:])
            if moved is not None:
                yield _fault(step.origin, before, after, moved)


_FROM_BEHIND = re.compile(
    r"(?:(?P<array>\w+)\.reshape\(|np\.reshape\(\s*(?P<given>\w+)\s*,)\s*[(\[]?\s*"
    r"(?P<name>\w+)\.shape\[\s*(?P<axis>[23]|-1)\s*\]\s*,[^,]+,"
)


def _samples_moved(tensor: Tensor) -> Iterator[Fault]:
    """``X.reshape(X.shape[3], 32, 32, 3)``: samples along the last axis, as MATLAB stores them."""
    for step in tensor.trail:
        found = (
            _FROM_BEHIND.match(step.origin.text) if step.kind == "reshape" and step.origin else None
        )
        if found is None or step.origin is None:
            continue
        array = found["array"] or found["given"]
        if found["name"] == array:
            message = (
                f"reshape() takes the size of axis {found['axis']} for the number of samples, but "
                "moves no axis: the values of all samples are mixed up."
            )
            axis = int(found["axis"])
            yield Fault(step.origin, message, subject=(axis, 0))


def _moved(before: Shape, after: Shape) -> tuple[int, int] | None:
    """From which axis to which the channels went, where reshape pretends to move them."""
    if len(before) != 3 or len(after) != 3 or None in before or None in after:
        return None
    if prod(s or 1 for s in before) != prod(s or 1 for s in after):
        return None
    if before[2] in _CHANNELS and after[0] == before[2] and (after[1] or 0) > 4:
        return -1, 1
    if before[0] in _CHANNELS and after[2] == before[0] and (after[0] or 0) > 4:
        return 1, -1
    return None


def _fault(place: Origin, before: Shape, after: Shape, moved: tuple[int, int]) -> Fault:
    message = (
        f"reshape() cuts pictures of {_text(before)} anew as {_text(after)}: it moves no axis, the "
        "colours and neighbourhoods of the pixels are mixed up."
    )
    return Fault(place, message, subject=moved)


def _text(shape: Shape) -> str:
    return " x ".join("?" if size is None else str(size) for size in shape[1:])


def _channels_first(model: ModelGraph, fit: Fit) -> Fault | None:
    """Colour planes as rows of the picture: (3, 32, 32) into a layer that expects channels last."""
    if constant(fit.x) is None and not isinstance(fit.x, Known):
        return None
    for layer in first_layers(model):
        shape = layer.inputs[0].output_shape
        if layer.class_name not in ("Conv2D", "SeparableConv2D") or layer.call is None:
            continue
        given = layer.get("data_format")
        default = "data_format" not in layer.call.written or is_known_none(given)
        if shape is None or len(shape) != 4 or not default:
            continue
        square = shape[2] == shape[3]
        if (
            shape[1] in (*_CHANNELS, *((1,) if square else ()))
            and min(shape[2] or 0, shape[3] or 0) > 4
        ):
            message = (
                f"{layer.class_name} takes the last axis as channels, but the input of "
                f"{_text(shape)} has them first: it looks at {shape[3]} channels of pictures that "
                f"are {shape[1]} pixels high."
            )
            return Fault(layer.origin, message, fixable=False)
    return None
