"""KS101."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import value_of
from kerascope.program.graph import models_in
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Step, Tensor
from kerascope.program.trail import called, load_of
from kerascope.program.training import CustomLoop, Fit
from kerascope.program.value import Known, Value, number
from kerascope.rules.data._entrance import entrances, normalised_at_once
from kerascope.rules.data._rescale import rescale
from kerascope.rules.data._standardise import standardise
from kerascope.rules.data._tables import is_prepared, is_table, known_range, loader_text
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_Sureness = Literal["likely", "hypothesis"]
_SMALL = 10.0
_LARGE = 100.0
_MADE = ("literal", "numpy.arange", "numpy.linspace")
_DIVERGES = 10.0
"""Rate times the square of the largest input from which SGD on a squared error diverges."""

_REWORKED = frozenset(
    {"assign", "unknown", "recode", "compute", "encode", "binarise", "one-hot", "shift"}
)
"""Steps after which nobody knows what a table's columns look like."""
_CODED = 4
"""Of a table with more columns than this that became codes of classes, all may be codes."""


@dataclass(frozen=True, slots=True)
class _Unscaled:
    """What the fix needs: ``high`` is None where columns have scales of their own."""

    fit: Fit
    model: ModelGraph
    tensor: Tensor
    high: float | None


class UnscaledInput(Rule):
    """The network is trained on raw values: pixels 0–255, or columns of very different size.

    ## Why it stops learning

    Weights start out for inputs of about size 1. With pixels of 0–255 the first layer puts out
    values a hundred times too large: units saturate or die in the first steps, softmax starts
    out certain and wrong, and one learning rate no longer fits all layers. In a table, a column
    that counts in thousands drowns one that counts in tenths. The loss jumps about or rests at
    that of a constant prediction.

    ## Bad

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    model = keras.Sequential([
        keras.Input((28, 28)),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=5)  # <- KS101
    model.evaluate(x_test, y_test)
    ```

    ```python
    import numpy as np
    from keras.models import Sequential
    from keras.layers import Dense

    dataset = np.loadtxt("pima-indians-diabetes.csv", delimiter=",")
    X = dataset[:, 0:8]
    Y = dataset[:, 8]
    model = Sequential()
    model.add(Dense(12, input_dim=8, activation="relu"))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    model.fit(X, Y, epochs=150, batch_size=10)  # <- KS101
    ```

    ## Good

    ```python
    from tensorflow import keras
    from tensorflow.keras import layers

    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    model = keras.Sequential([
        keras.Input((28, 28)),
        layers.Rescaling(1.0 / 255),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=5)
    model.evaluate(x_test, y_test)
    ```

    ## Silent when

    The values are scaled on the way by any division, scaler, `preprocess_input` or `map`, or by
    something that could not be read; the file is named as prepared, or the same code wrote it and
    scales; the model begins with `Rescaling`, `Normalization`, batch or layer normalisation, an
    embedding or a ready-made backbone; pixels meet a layer that is not recurrent and whose output
    is normalised at once; the values are known to stay within ±10, or are written out in the
    script (unless SGD's steps overshoot on them). Ranges below 100 are only a hypothesis, and so
    are tables of which each row is one signal.

    ## How the probe tests it

    The script as it is against the same script with scaled input, from the same weights, for the
    same number of updates.

    ## References

    - LeCun et al., [Efficient BackProp](http://yann.lecun.com/exdb/publis/pdf/lecun-98b.pdf), 4.3
    - [Keras: Rescaling](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/)
    - [Keras: Normalization](https://keras.io/api/layers/preprocessing_layers/numerical/normalization/)
    """

    code = "KS101"
    name = "unscaled-input"
    tier = "likely"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = (
        "data normalization",
        "data standardization",
        "min-max scaling",
        "z-score normalization",
    )
    systems = (
        "UMLAUT",
        "DeepDiagnosis",
        "TheDeepChecker",
        "SageMaker Debugger",
        "AUTOTRAINER",
        "Theia",
        "torch-audit",
    )

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        told: set[tuple[object, object]] = set()
        trainings = [*map(_of_fit, program.fits), *map(_of_loop, program.loops)]
        for training in (each for each in trainings if each is not None):
            for model in models_in(training.model):
                fault = _judge(training, model)
                key = (model.identity, fault.related[0][1] if fault else None)
                if fault is not None and key not in told:
                    told.add(key)
                    yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        found: _Unscaled = fault.subject
        if found.high is None:
            return standardise(program, found.fit)
        return rescale(program, found.fit, found.model, found.high)


@dataclass(frozen=True, slots=True, eq=False)
class _Training:
    """What a model is trained on, at which place, by ``fit`` or (None) by hand."""

    model: Value[ModelGraph]
    x: Tensor
    place: Origin
    fit: Fit | None
    method: str


def _of_fit(fit: Fit) -> _Training | None:
    place = fit.call.arguments.get("x", fit.call.arguments.get("generator"))
    if place is None or not isinstance(fit.x, Known):
        return None
    method = fit.call.name.rpartition(".")[2]
    return _Training(fit.model, fit.x.value, value_of(place), fit, f"{method}()")


def _of_loop(loop: CustomLoop) -> _Training | None:
    if loop.given is None or not isinstance(loop.x, Known):
        return None
    method = "train_on_batch()" if loop.kind == "train_on_batch" else "the model"
    return _Training(loop.model, loop.x.value, value_of(loop.given), None, method)


def _judge(training: _Training, model: ModelGraph) -> Fault | None:
    tensor, load = training.x, load_of(training.x)
    if load is not None and load.origin is not None and (rate := _overshoots(training)):
        if not entrances(model):
            return None
        return _overshooting(training, model, load.origin, rate)
    if tensor.scaling != "raw" or load is None or load.origin is None:
        return None
    high, tier = _size(tensor, load)
    layers = entrances(model)
    if tier is None or not layers:
        return None
    sure = _mixed(tensor) and high is not None
    if not sure and all(normalised_at_once(model, layer) for layer in layers):
        return None
    message = _message(training, load.origin, high)
    fit = training.fit
    subject = _Unscaled(fit, model, tensor, None if _mixed(tensor) else high) if fit else None
    related = (("loaded here", load.origin),)
    return Fault(training.place, message, related, subject, tier, fixable=fit is not None)


def _overshoots(training: _Training) -> float | None:
    """The rate of a plain SGD whose steps grow beyond all bounds on numbers made in the script:
    those of a squared error grow with the square of the input."""
    fit, tensor = training.fit, training.x
    compiled = fit.compile if fit is not None else None
    if compiled is None or not (tensor.source or "").startswith(_MADE):
        return None
    if not isinstance(compiled.loss, Known) or not isinstance(compiled.optimizer, Known):
        return None
    optimizer, rate = compiled.optimizer.value, number(compiled.optimizer.value.learning_rate)
    high = max(abs(tensor.low or 0.0), abs(tensor.high or 0.0))
    clipped = optimizer.call is not None and any("clip" in n for n in optimizer.call.written)
    if optimizer.class_name != "SGD" or clipped or rate is None or high < _SMALL:
        return None
    squared = compiled.loss.value.class_name == "MeanSquaredError"
    return rate if squared and rate * high**2 > _DIVERGES else None


def _overshooting(training: _Training, model: ModelGraph, load: Origin, rate: float) -> Fault:
    tensor = training.x
    high = max(abs(tensor.low or 0.0), abs(tensor.high or 0.0))
    message = (
        f"{tensor.name or 'The input'} holds values up to {high:g} (line {load.line}): steps of "
        f"plain SGD grow with their square, so that a rate of {rate:g} overshoots further each "
        "time: the loss becomes NaN, or every unit falls silent."
    )
    subject = _Unscaled(training.fit, model, tensor, high) if training.fit else None
    return Fault(training.place, message, (("made here", load),), subject)


def _mixed(tensor: Tensor) -> bool:
    """Whether columns have scales of their own."""
    return is_table(tensor.source) and not _is_picture(tensor)


def _is_picture(tensor: Tensor) -> bool:
    """Whether the rows of a file were put into the shape of pictures: pixels, one a column."""
    shape = tensor.shape or ()
    return len(shape) == 4 and shape[-1] in (1, 3) and min(shape[1] or 0, shape[2] or 0) >= 8


def _is_signal(tensor: Tensor) -> bool:
    """Whether each row of a table was made one signal, such as a heartbeat: who puts signals into a
    table may well have scaled them."""
    shape = tensor.shape or ()
    picked = any(step.kind == "columns" for step in tensor.trail)
    return len(shape) == 3 and shape[-1] == 1 and not picked


def _size(
    tensor: Tensor, load: Step
) -> tuple[float | None, Literal["likely", "hypothesis"] | None]:
    """How large the values get, if that is known, and how sure the fault is."""
    high = max(abs(tensor.low or 0.0), abs(tensor.high)) if tensor.high is not None else None
    if high is None and is_table(tensor.source):
        reworked = any(step.kind in _REWORKED for step in tensor.trail)
        if reworked or (load.origin is not None and is_prepared(load.origin)):
            return None, None
        high = 255.0 if _is_picture(tensor) else known_range(load.origin)
        if high is None:
            coded = sum(step.kind == "code" for step in tensor.trail)
            sure = coded <= _CODED and not _is_signal(tensor)
            return None, "likely" if sure else "hypothesis"
    if high is None or high <= _SMALL:
        return high, None
    return high, "likely" if high >= _LARGE else "hypothesis"


def _message(training: _Training, load: Origin, high: float | None) -> str:
    tensor, where = training.x, training.place
    subject = called(where, tensor, "The training data")
    source = loader_text(tensor.source, load)
    reached = f"{training.method} unscaled (line {where.line})"
    route = f"from {source} (line {load.line}) and reaches {reached}"
    if _mixed(tensor):
        size = f" with values up to {high:g}" if tensor.high is not None else ""
        if (tensor.shape or ())[-1:] == (1,):
            is_kind = "holds a signal in each row" if _is_signal(tensor) else "is one column"
            return (
                f"{subject} {is_kind}{size} {route}: weights start out for inputs of about "
                "size 1, and numbers far larger hold units at their limits."
            )
        return (
            f"{subject} is a table{size} {route}: columns of large values drown the others, and "
            "the first layer starts out far from where it can learn."
        )
    kind = f"{tensor.dtype} " if tensor.dtype else ""
    least = f"{tensor.low or 0:g}"
    return (
        f"{subject} is {kind}{least}–{high:g} {route}: weights start out for inputs of about "
        f"size 1, so the first steps are about {high:g} times too large."
    )
