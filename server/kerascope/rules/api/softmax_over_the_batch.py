"""KS805."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.call import Call
from kerascope.program.graph import heads, models_in
from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule


class SoftmaxOverTheBatch(Rule):
    """Softmax runs along the batch axis: the samples of a batch share one sum of 1.

    ## Why it stops learning

    Axis 0 is the batch. A softmax along it divides each output by the sum over the samples, so
    one sample's prediction depends on which others happen to be in the batch, and no sample's
    classes sum to 1. What the network could learn changes with every shuffle.

    ## Bad

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(10),
        layers.Softmax(axis=0),  # <- KS805
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Good

    ```python
    import keras
    from keras import layers

    model = keras.Sequential([
        keras.Input((20,)),
        layers.Dense(10),
        layers.Softmax(),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ## Silent when

    Softmax runs along any other axis or in a function of several steps, or inside the model, where
    axis 0 may be something else than the batch (attention over the instances of a bag).

    ## How the probe tests it

    The script as it is against softmax along the last axis, for the same number of updates.

    ## References

    - [Keras: Softmax layer](https://keras.io/api/layers/activation_layers/softmax/)
    """

    code = "KS805"
    name = "softmax-over-the-batch"
    tier = "certain"
    effect = "blocks"
    fixable = "safe"
    experiment = Experiment(horizon=100)
    seed = ("activation functions",)
    systems = ("TheDeepChecker",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        fitted = (m for fit in program.fits for m in models_in(fit.model))
        for model in (*fitted, *program.models):
            for layer in (*(node for head in heads(model) for node in head.after), *model.outputs):
                if layer.call is not None and _is_over_batch(layer, layer.call):
                    place = layer.applied if layer.kind == "operation" else layer.origin
                    message = (
                        "axis 0 is the batch: softmax along it makes every prediction depend on "
                        "the other samples of the batch; classes lie along the last axis, -1."
                    )
                    yield Fault(place or layer.origin, message, subject=layer.call)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        if "axis" not in fault.subject.arguments:
            raise CannotEdit
        edit.set_argument(fault.subject, "axis", "-1")
        return edit.fix("Run softmax along the last axis", safe=True)


_WRITTEN = re.compile(r"lambda\s+(\w+)\s*:\s*(?:\w+\.)*softmax\(\s*\1\s*,\s*axis\s*=\s*0\s*\)")


def _is_over_batch(layer: Layer, call: Call) -> bool:
    if layer.class_name in ("Lambda", "Activation") and _WRITTEN.search(call.origin.text):
        return True
    if layer.class_name.lower() != "softmax" or "axis" not in call.arguments:
        return False
    axis, shape = number(call.get("axis")), layer.output_shape
    return axis == 0 or (shape is not None and len(shape) > 1 and axis == -len(shape))
