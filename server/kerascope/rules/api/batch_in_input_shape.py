"""KS804."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import models_in
from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import Known
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin


class BatchInInputShape(Rule):
    """The declared input shape counts the samples as well.

    ## Why it stops learning

    Keras puts the batch axis in front by itself: the input shape is that of *one* sample. A
    shape with the number of samples in it has one axis too many. Most layers then refuse the
    data; Dense and Flatten may accept them and mix the samples of a batch.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)
    model = keras.Sequential([
        layers.Dense(16, activation="relu", input_shape=x.shape),  # <- KS804
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(x, y, epochs=20)  # raises ValueError
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)
    model = keras.Sequential([
        layers.Dense(16, activation="relu", input_shape=x.shape[1:]),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(x, y, epochs=20)
    ```

    ## Silent when

    The shape of the data is not known, or the declared shape has as many axes as a sample.

    ## References

    - [Keras: Input](https://keras.io/api/layers/core_layers/input/)
    """

    code = "KS804"
    name = "batch-in-input-shape"
    tier = "certain"
    effect = "stops"
    leads_to = ("KS204", "KS206", "KS207")
    fixable = "safe"
    explains = ("KS216",)
    seed = ("input shape",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            for model in models_in(fit.model):
                for layer in model.layers:
                    if (fault := _judge(layer, fit)) is not None:
                        yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        node = fault.origin.node
        if isinstance(node, cst.Tuple):
            edit.remove_element(fault.origin, 0)
        elif isinstance(node, cst.Attribute) and node.attr.value == "shape":
            edit.replace(fault.origin, f"{fault.origin.text}[1:]")
        else:
            raise CannotEdit
        return edit.fix("Leave the number of samples out", safe=True)


def _judge(layer: Layer, fit: Fit) -> Fault | None:
    place = _declared(layer)
    data = fit.x.value.shape if isinstance(fit.x, Known) else None
    if place is None or not data:
        return None
    shape = _sizes(layer)
    batch = fit.call.get("batch_size")
    samples = {data[0], batch.value if isinstance(batch, Known) else None} - {None}
    if shape is None or len(shape) != len(data) or shape[0] not in samples:
        return None
    if len(shape) < 2 or tuple(shape[1:]) != tuple(data[1:]):
        return None
    if not place.text.endswith(".shape") and shape[0] in (shape[1], 1):
        return None
    message = (
        f"The input shape {shape} begins with {shape[0]}, the number of samples: it is the shape "
        f"of one sample, {tuple(shape[1:])}, to which Keras adds the batch itself."
    )
    return Fault(place, message, (("the data are given here", fit.origin),))


def _declared(layer: Layer) -> Origin | None:
    for name in ("input_shape", "shape"):
        if layer.call is not None and name in layer.call.arguments:
            return value_of(layer.call.arguments[name])
    return None


def _sizes(layer: Layer) -> tuple[int, ...] | None:
    """The declared shape: the input node's own, or that of the node before the layer."""
    node = layer if layer.kind == "input" else next(iter(layer.inputs), None)
    if node is None or node.kind != "input" or node.output_shape is None:
        return None
    sizes = [size for size in node.output_shape[1:] if size is not None]
    return tuple(sizes) if len(sizes) == len(node.output_shape) - 1 and sizes else None
