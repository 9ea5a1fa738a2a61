"""KS115."""

from collections.abc import Iterator

from kerascope.fixes.editor import value_of
from kerascope.program.activation import may_activate
from kerascope.program.graph import models_in, walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.updates import run_of
from kerascope.program.value import constant
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_WEIGHTS_A_SAMPLE, _EPOCHS, _FEWEST = 1000, 10, 30
_AGAINST = ("Dropout", "SpatialDropout", "Random", "GaussianNoise")


class OversizedModel(Rule):
    """There are over a thousand weights for every training sample.

    ## Why it stops learning

    A network that could store each sample many times over has no need to find what they have in
    common. It learns them by heart within some epochs, and validation accuracy stands still.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    model = keras.Sequential([
        keras.Input((4,)),
        layers.Dense(1024, activation="relu"),
        layers.Dense(1024, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(X, y, epochs=100)  # <- KS115
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    model = keras.Sequential([
        keras.Input((4,)),
        layers.Dense(16, activation="relu"),
        layers.Dense(3, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(X, y, epochs=100)
    ```

    ## Silent when

    The number of samples or weights is not known, part of the model is pretrained or frozen, there
    is dropout or augmentation, nothing activates (many linear layers are no more than one), or
    training lasts fewer than 10 epochs.

    ## How the probe tests it

    The model learns a small part of the data until it knows it; held-out quality is then
    compared with that on the part it knows.

    ## References

    - Zhang et al., [Understanding deep learning requires rethinking
      generalization](https://arxiv.org/abs/1611.03530)
    """

    code = "KS115"
    name = "oversized-model"
    tier = "hypothesis"
    effect = "overfits"
    experiment = Experiment(regime="memorise", metric="generalisation", margin=0.04)
    seed = ("not enough data", "network too wide or too deep", "overfitting")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            for model in models_in(fit.model):
                if (fault := _judge(fit, model)) is not None:
                    yield fault


def _judge(fit: Fit, model: ModelGraph) -> Fault | None:
    run, weights, place = run_of(fit), _weights(model), fit.call.arguments.get("x")
    if (
        place is None
        or (run.samples or 0) < _FEWEST
        or weights is None
        or (run.epochs or 0) < _EPOCHS
    ):
        return None
    if not run.samples or weights / run.samples < _WEIGHTS_A_SAMPLE or _is_held_back(model):
        return None
    if not any(may_activate(layer) for layer in walk(model) if layer not in model.outputs):
        return None
    message = (
        f"{weights:,} weights learn from {run.samples:,} samples for {run.epochs} epochs: enough "
        "to know each sample by heart, so validation accuracy will stand still."
    )
    return Fault(value_of(place), message)


def _weights(model: ModelGraph) -> int | None:
    """The weights that every sample trains: an embedding's rows are trained by few each."""
    if model.parameters is None:
        return None
    layers = [layer for layer in model.layers if layer.class_name != "Embedding"]
    return sum(layer.parameters or 0 for layer in layers if constant(layer.trainable) is not False)


def _is_held_back(model: ModelGraph) -> bool:
    layers = list(walk(model))
    return any(
        layer.class_name.startswith(_AGAINST) or (layer.kind == "model" and not layer.inner)
        for layer in layers
    )
