"""KS216."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.graph import RECURRENT, trained_models, walk
from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.program.value import constant
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_SAYS = re.compile(r"expects (\d) dimensions with the batch, the input has (\d)")


class WrongNumberOfAxes(Rule):
    """A layer gets fewer or more axes than it works on.

    ## Why it stops learning

    A recurrent layer reads steps, a convolution rows and columns; without that axis Keras
    refuses to build the model. A recurrent layer hands on its last state only, unless
    `return_sequences=True` asks for every step: a second one on top of it then has no steps to
    read. An input shape that counts the samples too has an axis too many.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential()
    model.add(keras.Input((60, 1)))
    model.add(layers.LSTM(50))
    model.add(layers.LSTM(50))  # raises ValueError  # <- KS216
    model.add(layers.Dense(1))
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((60, 1)),
        layers.LSTM(50, return_sequences=True),
        layers.LSTM(50),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    ```

    ## Silent when

    The shape that comes in is not known.

    ## How the probe tests it

    The script as it is cannot be trained; the edit is.

    ## References

    - [Keras: LSTM](https://keras.io/api/layers/recurrent_layers/lstm/)
    """

    code = "KS216"
    name = "wrong-number-of-axes"
    tier = "certain"
    effect = "stops"
    fixable = "unsafe"
    experiment = Experiment(horizon=50)
    seed = ("wrong input shape", "return_sequences")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for model in trained_models(program.models, program.compiles):
            for layer in walk(model):
                if layer.kind == "layer" and _is_refused(layer):
                    before = _recurrent_before(layer)
                    why = (
                        f"; the {before.class_name} before it hands on its last state only"
                        if before is not None
                        else ""
                    )
                    message = f"{layer.problem}{why}: Keras cannot build this."
                    yield Fault(layer.origin, message, subject=before, fixable=before is not None)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        before: Layer | None = fault.subject
        if before is None or before.call is None:
            raise CannotEdit
        edit = Editor(program)
        edit.set_argument(before.call, "return_sequences", "True")
        return edit.fix("Hand on every step", safe=False)


def _is_refused(layer: Layer) -> bool:
    """Whether Keras surely refuses: a convolution may take more axes than it needs, and works on
    the last of them, where these are not of the input that the layer itself declares."""
    found = _SAYS.search(layer.problem)
    declared = all(each.kind == "input" for each in layer.inputs)
    shapes = [each.output_shape for each in layer.inputs]
    told = all(shape is not None and None not in shape[1:] for shape in shapes)
    if found is None or not (told or declared):
        return False
    return found[2] < found[1] or layer.class_name in RECURRENT or declared


def _recurrent_before(layer: Layer) -> Layer | None:
    """The recurrent layer that hands on a single state where this one needs steps."""
    here = layer.inputs[0] if len(layer.inputs) == 1 else None
    while here is not None and here.class_name in ("Dropout", "BatchNormalization", "Activation"):
        here = here.inputs[0] if len(here.inputs) == 1 else None
    if here is None:
        return None
    inner = here.inner if here.class_name == "Bidirectional" else here
    if not isinstance(inner, Layer) or inner.class_name not in RECURRENT or inner.call is None:
        return None
    return inner if constant(inner.call.get("return_sequences")) is False else None
