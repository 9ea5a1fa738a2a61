"""KS608."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.callbacks import all_known, has_callback
from kerascope.program.graph import AFFINE, RECURRENT, head_at, models_in
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.updates import run_of
from kerascope.rules.experiment import Experiment
from kerascope.rules.regularisation._regularised import is_regularised
from kerascope.rules.rule import Fault, Rule

_LEAST_SAMPLES = 50
_EPOCHS = 20
_FACTOR = "1e-3"


class UnpenalisedLinearModel(Rule):
    """A linear model has more weights than samples, and no penalty on them.

    ## Why it stops learning

    With more weights than samples a linear model fits any labels exactly, also wrong ones, and
    of all the solutions the weights' start decides which. There is no hidden layer to drop from:
    an L2 penalty picks the solution with small weights, an L1 penalty the one with few.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(10, activation="softmax"),  # <- KS608
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:100] / 16, y[:100], epochs=100)
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(
            10, activation="softmax", kernel_regularizer=keras.regularizers.L2(1e-3)
        ),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x[:100] / 16, y[:100], epochs=100)
    ```

    ## Silent when

    The number of weights or samples is not known, there are fewer than 50 samples or 20 epochs, the
    model has a hidden layer (KS603), or anything works against overfitting.

    ## How the probe tests it

    Both arms learn the training data, then their quality on held-out data is compared.

    ## References

    - [Keras: layer weight regularizers](https://keras.io/api/layers/regularizers/)
    """

    code = "KS608"
    name = "unpenalised-linear-model"
    tier = "hypothesis"
    effect = "overfits"
    fixable = "unsafe"
    experiment = Experiment(regime="memorise", metric="generalisation", horizon=600, margin=0.04)
    seed = ("L1/L2 regularisation", "overfitting")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            for model in models_in(fit.model):
                if not is_regularised(model) and all_known(fit):
                    yield from _judge(fit, model)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        layer: Layer = fault.subject
        if layer.call is None or not layer.call.complete:
            raise CannotEdit
        edit = Editor(program)
        penalty = f"{edit.name_for('keras.regularizers.L2')}({_FACTOR})"
        edit.add_argument(layer.call, f"kernel_regularizer={penalty}")
        return edit.fix(f"Penalise the weights with L2 at {_FACTOR}", safe=False)


def _judge(fit: Fit, model: ModelGraph) -> Iterator[Fault]:
    run, weights = run_of(fit), model.parameters
    layers = [layer for layer in model.layers if layer.class_name in AFFINE | RECURRENT]
    head = head_at(model.outputs[0]) if len(model.outputs) == 1 else None
    if not model.complete or head is None or len(layers) != 1 or layers[0] is not head.layer:
        return
    if not (weights and run.samples and run.epochs) or has_callback(fit, "EarlyStopping"):
        return
    if weights > run.samples >= _LEAST_SAMPLES and run.epochs >= _EPOCHS:
        message = (
            f"This linear model has {weights:,} weights for {run.samples:,} samples (line "
            f"{fit.origin.line}) and no penalty on them, so it can fit any labels."
        )
        yield Fault(head.layer.origin, message, (("the training", fit.origin),), head.layer)
