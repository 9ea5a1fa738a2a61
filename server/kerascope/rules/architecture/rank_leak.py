"""KS204."""

from collections.abc import Iterator
from dataclasses import dataclass

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.fixes.layers import add_layer_before
from kerascope.program.activation import is_activation
from kerascope.program.call import Call
from kerascope.program.graph import DENSE, NORMALISING, RECURRENT, passes, trainings
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.training import Compile, Fit, Loss
from kerascope.program.value import Known, constant
from kerascope.rules.data._entrance import first_layers
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin


class RankLeak(Rule):
    """The model predicts for every pixel or time step where the labels have one value a sample.

    ## Why it stops learning

    A dense layer works on the last axis alone: without `Flatten` or pooling before it, an image
    goes through row by row, and a recurrent layer with `return_sequences=True` hands on every
    time step. The output then has an axis more than the labels. Keras may refuse that, or
    stretch the labels over the additional axis without a word, so that every row and every step
    is trained towards the answer for the whole.

    ## Bad

    ```python
    import numpy as np
    import keras
    from keras import layers

    x = np.random.rand(500, 10, 1)
    y = np.random.rand(500)
    model = keras.Sequential([
        keras.Input((10, 1)),
        layers.LSTM(32, return_sequences=True),  # <- KS204
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y, epochs=20)
    ```

    ## Good

    ```python
    import numpy as np
    import keras
    from keras import layers

    x = np.random.rand(500, 10, 1)
    y = np.random.rand(500)
    model = keras.Sequential([
        keras.Input((10, 1)),
        layers.LSTM(32, return_sequences=True),
        layers.LSTM(32),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y, epochs=20)
    ```

    ## Silent when

    The shape of the output is not known, the labels have a value for each step or pixel
    (segmentation, tagging, forecasting), or the loss is the user's own. Where nothing is known of
    the labels, it speaks of classifiers that are dense from the input on, or that have made
    pictures smaller before a dense head.

    ## How the probe tests it

    The script as it is against the script with the axis flattened or the last step taken, for
    the same number of updates.

    ## References

    - [Keras: Dense](https://keras.io/api/layers/core_layers/dense/) (the note on inputs of more
      than two dimensions)
    - [Keras: LSTM](https://keras.io/api/layers/recurrent_layers/lstm/)
    """

    code = "KS204"
    name = "rank-leak"
    tier = "certain"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("network architecture",)
    systems = ("NeuraLint",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for compiled, fit, model in trainings(program.compiles, program.fits):
            fault = _judge(compiled, fit, model) if fit and len(model.outputs) == 1 else None
            if fault is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        found: _Leak = fault.subject
        edit = Editor(program)
        if found.sequence is not None:
            edit.remove_argument(found.sequence, "return_sequences")
            return edit.fix("Hand on the last step only", safe=False)
        _flatten(found, edit)
        return edit.fix("Flatten before the dense layer", safe=False)


@dataclass(frozen=True, slots=True)
class _Leak:
    """The layer at which one value a sample should have come about; ``sequence`` is the call
    that has ``return_sequences=True``, if that is the cause."""

    model: ModelGraph
    layer: Layer
    place: Origin
    sequence: Call | None = None


def _flatten(found: _Leak, edit: Editor) -> None:
    call, name = found.layer.call, edit.name_for("keras.layers.Flatten")
    if call is None or found.layer.class_name not in DENSE:
        raise CannotEdit
    if "input_shape" in call.arguments:
        shape = call.arguments["input_shape"].text
        add_layer_before(edit, found.model, found.layer, f"{name}({shape})")
        edit.remove_argument(call, "input_shape")
    else:
        add_layer_before(edit, found.model, found.layer, f"{name}()")


def _judge(compiled: Compile, fit: Fit, model: ModelGraph) -> Fault | None:
    told = isinstance(fit.y, Known) and fit.y.value.shape is not None
    if not told and isinstance(compiled.loss, Known):
        return _evident(compiled.loss.value, fit, model)
    if not isinstance(compiled.loss, Known) or not isinstance(fit.y, Known):
        return None
    loss, labels, output = compiled.loss.value, fit.y.value, model.outputs[0]
    shape = output.output_shape
    if loss.class_name == "custom" or shape is None or labels.shape is None or not model.complete:
        return None
    if not _leaks(shape, labels, loss.class_name.startswith("Sparse")):
        return None
    found = _cause(model, output)
    if found is None:
        return None
    related = ((f"{_name(labels)} is given here", fit.call.arguments.get("y", fit.origin)),)
    return Fault(found.place, _message(found, shape, labels), related, subject=found)


def _evident(loss: Loss, fit: Fit, model: ModelGraph) -> Fault | None:
    """Of labels that are not known, a classifier says by its build that they are one a sample: it
    is dense from the input on, or has made pictures smaller before its dense layers."""
    output = model.outputs[0]
    shape = output.output_shape
    if shape is None or len(shape) < 3 or not model.complete:
        return None
    if output.class_name not in DENSE and not is_activation(output):
        return None
    if not loss.class_name.endswith("Crossentropy") or _is_pipeline(fit):
        return None
    entrance = next((layer for layer in model.layers if layer.kind == "input"), None)
    first = first_layers(model)
    given = entrance or (first[0].inputs[0] if first and first[0].inputs else None)
    found = _cause(model, output)
    if given is None or given.output_shape is None or found is None:
        return None
    if found.sequence is not None:
        if shape[-1] != 1 or output.class_name not in DENSE:
            return None
    elif not (_is_dense(model) or _is_smaller(shape, given.output_shape)):
        return None
    message = (
        f"{_cause_of(found)} the model puts out {_written(shape)}, an answer for every row of a "
        "sample: where there is one label a sample, Keras stops or stretches it over the "
        "additional axis."
    )
    tier = "likely" if found.sequence is None else "hypothesis"
    related = (("trained here", fit.origin),)
    return Fault(found.place, message, related, subject=found, tier=tier)


def _is_pipeline(fit: Fit) -> bool:
    """Whether labels come in a way that is not seen, as maps perhaps, or are the input itself."""
    x, y = (fit.call.arguments.get(name) for name in ("x", "y"))
    return x is None or y is None or value_of(x).text == value_of(y).text


def _is_dense(model: ModelGraph) -> bool:
    """Whether nothing but dense layers computes anything."""
    return all(
        layer.kind == "input" or layer.class_name in DENSE or _keeps_rank(layer)
        for layer in model.layers
    )


def _is_smaller(shape: Shape, given: Shape) -> bool:
    """Whether pictures come out smaller than they went in."""
    if len(shape) != 4 or len(given) != 4:
        return False
    sizes = list(zip(shape[1:3], given[1:3], strict=True))
    return all(a is not None and b is not None and a < b for a, b in sizes)


def _leaks(shape: Shape, labels: Tensor, sparse: bool) -> bool:
    """Whether the output has an axis, besides the batch and the last one, that the labels lack."""
    target = labels.shape or ()
    extra = len(shape) - len(target)
    if len(shape) < 3 or not target or extra < 1:
        return False
    if extra > 1:
        return len(target) == 1 or (len(target) == 2 and target[1] == 1)
    if sparse or shape[-1] == 1:
        return any(
            one is not None and other is not None and one != other
            for one, other in zip(shape[1:-1], target[1:], strict=True)
        )
    return len(shape) == 3 and labels.labels == "one-hot" and target[-1] == shape[-1]


def _message(found: _Leak, shape: Shape, labels: Tensor) -> str:
    output, target = _written(shape), _written(labels.shape or ())
    return (
        f"{_cause_of(found)} the model puts out {output}, but {_name(labels)} has one value a "
        f"sample, {target}: Keras stops or stretches the labels over the additional axis."
    )


def _cause_of(found: _Leak) -> str:
    if found.sequence is not None:
        return (
            f"This {found.sequence.class_name} hands on every time step (return_sequences=True), so"
        )
    return f"Nothing flattens or pools what this {found.layer.class_name} takes in, so"


def _name(labels: Tensor) -> str:
    return labels.name or "y"


def _written(shape: Shape) -> str:
    sizes = ["samples" if index == 0 else _size(size) for index, size in enumerate(shape)]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def _size(size: int | None) -> str:
    return "?" if size is None else str(size)


def _cause(model: ModelGraph, output: Layer) -> _Leak | None:
    """The last layer that hands on a sequence, else the first of the dense layers at the end."""
    first: Layer | None = None
    here: Layer | None = output
    while here is not None:
        if (sequence := _sequence(here)) is not None:
            place = sequence.arguments["return_sequences"]
            return _Leak(model, here, place, sequence)
        if here.kind == "layer" and here.class_name in DENSE:
            first = here
        elif not (_keeps_rank(here) and here.kind in ("layer", "operation")):
            break
        here = here.inputs[0] if len(here.inputs) == 1 else None
    return _Leak(model, first, first.origin) if first is not None else None


def _keeps_rank(layer: Layer) -> bool:
    if layer.class_name in ("Reshape", "reshape", "RepeatVector", "Permute"):
        return False
    return passes(layer) or is_activation(layer) or layer.class_name in NORMALISING


def _sequence(layer: Layer) -> Call | None:
    """The call of a recurrent layer that is told to hand on every step."""
    inner = layer.inner if layer.class_name == "Bidirectional" else layer
    if not isinstance(inner, Layer) or inner.class_name not in RECURRENT or inner.call is None:
        return None
    told = "return_sequences" in inner.call.arguments
    return inner.call if told and constant(inner.call.get("return_sequences")) is True else None
