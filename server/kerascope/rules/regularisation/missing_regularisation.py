"""KS603."""

import math
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.fixes.layers import add_layer_after
from kerascope.program.activation import is_activation, may_activate
from kerascope.program.callbacks import all_known, has_callback
from kerascope.program.graph import NORMALISING, followers, head_at, models_in
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.training import Fit
from kerascope.program.updates import epochs_place, run_of
from kerascope.program.value import Known, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.regularisation._regularised import is_regularised
from kerascope.rules.rule import Fault, Rule

_EPOCHS, _MANY_EPOCHS = 20, 50
_WEIGHTS, _FEW_WEIGHTS = 10, 2
"""Weights a sample from which a run of that many epochs can learn the samples by heart."""

_LEAST_SAMPLES = 50
_WIDE = 16
"""More numbers than the targets of a sample usually are, unless they are the sample itself."""

_DROP = 0.3


class MissingRegularisation(Rule):
    """A model that can learn its few samples by heart has nothing against overfitting.

    ## Why it stops learning

    With ten weights a sample and enough epochs a network can learn every sample by heart. The
    training accuracy goes on to 1 while the validation accuracy stops early and then falls.
    Dropout, L1 or L2 penalties, augmentation and early stopping make that harder.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(256, activation="relu"),  # <- KS603
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:300] / 16, y[:300], epochs=100, validation_split=0.2)
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(256, activation="relu"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:300] / 16, y[:300], epochs=100, validation_split=0.2)
    ```

    ## Silent when

    The number of weights or of samples is not known, the data are made up at random, the run is
    short, any layer drops, penalises, normalises or augments, training stops early, a callback
    is not known, the model is an autoencoder, or there are fewer than 50 samples. Many good
    scripts have no regularisation: the finding says what is worth a trial, not that something
    is wrong.

    ## How the probe tests it

    Both arms learn the training data, then their quality on held-out data is compared.

    ## References

    - Srivastava et al., [Dropout](https://jmlr.org/papers/v15/srivastava14a.html)
    - Zhang et al., [Understanding deep learning requires rethinking
      generalization](https://arxiv.org/abs/1611.03530)
    """

    code = "KS603"
    name = "missing-regularisation"
    tier = "hypothesis"
    effect = "overfits"
    fixable = "unsafe"
    experiment = Experiment(regime="memorise", metric="generalisation", horizon=600, margin=0.04)
    seed = ("overfitting", "dropout", "missing regularisation")
    systems = ("SageMaker Debugger", "AUTOTRAINER")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            for model in models_in(fit.model):
                yield from learns_by_heart(fit, model)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        model: ModelGraph
        hidden: list[Layer]
        model, hidden = fault.subject
        edit = Editor(program)
        dropout = f"{edit.name_for('keras.layers.Dropout')}({_DROP})"
        following = followers(model)
        once: dict[object, Layer] = {layer.origin: layer for layer in hidden}
        for layer in once.values():
            add_layer_after(edit, model, _end_of_block(layer, following), dropout)
        if not once:
            raise CannotEdit
        return edit.fix("Add dropout after the hidden Dense layers", safe=False)


def learns_by_heart(fit: Fit, model: ModelGraph) -> Iterator[Fault]:
    """The fault, if the model can learn its samples by heart and nothing is against it."""
    run, weights = run_of(fit), model.parameters
    hidden = _hidden_dense(model)
    if not (run.samples and run.epochs and weights and hidden) or _is_elsewhere(fit, model):
        return
    ratio = weights / run.samples
    if run.samples < _LEAST_SAMPLES or not (
        (ratio >= _WEIGHTS and run.epochs >= _EPOCHS)
        or (ratio >= _FEW_WEIGHTS and run.epochs >= _MANY_EPOCHS)
    ):
        return
    message = (
        f"This model can learn its {run.samples:,} samples by heart: it has {weights:,} weights, "
        f"trains for {run.epochs} epochs (line {fit.origin.line}), and nothing in it works "
        "against overfitting."
    )
    related = (("the training", epochs_place(fit) or fit.origin),)
    yield Fault(hidden[0].origin, message, related, subject=(model, hidden))


def _is_elsewhere(fit: Fit, model: ModelGraph) -> bool:
    """Whether something else works against overfitting, or overfitting is no question."""
    data = fit.x.value if isinstance(fit.x, Known) else None
    return (
        is_regularised(model)
        or not all_known(fit)
        or has_callback(fit, "EarlyStopping")
        or data is None
        or _is_random(data)
        or _reconstructs(fit, data)
    )


def _is_random(data: Tensor) -> bool:
    return data.source is not None and ".random" in data.source


def _reconstructs(fit: Fit, data: Tensor) -> bool:
    """Whether the model learns to give back its inputs, with or without the noise in them; one
    that is fitted to an array without targets has its loss inside."""
    labels = fit.y.value if isinstance(fit.y, Known) else None
    if not isinstance(labels, Tensor):
        given = fit.get("x")
        return "y" not in fit.call.arguments and isinstance(getattr(given, "value", None), Tensor)
    if labels.name == data.name and labels.role != "labels":
        return True
    return data.shape == labels.shape and _width(data) >= _WIDE


def _width(data: Tensor) -> int:
    """How many numbers a sample has, as far as its shape tells."""
    return math.prod(size or 1 for size in (data.shape or ())[1:])


def _hidden_dense(model: ModelGraph) -> list[Layer]:
    """Dense layers of some width that another weight layer follows, on the way to one output. None
    where nothing activates: however many weights there are, they are one linear map."""
    if not model.complete or len(model.outputs) != 1 or (head := head_at(model.outputs[0])) is None:
        return []
    end = {head.layer, *head.after}
    if not any(may_activate(layer) for layer in model.layers if layer not in end):
        return []
    return [
        layer
        for layer in model.layers
        if layer.class_name == "Dense"
        and layer is not head.layer
        and (number(layer.get("units")) or 0) >= 16
    ]


def _end_of_block(layer: Layer, following: dict[Layer, list[Layer]]) -> Layer:
    """The layer itself, or the activation or normalisation right behind it."""
    here = layer
    while len(nodes := following.get(here, [])) == 1 and (
        is_activation(nodes[0]) or nodes[0].class_name in NORMALISING
    ):
        here = nodes[0]
    return here
