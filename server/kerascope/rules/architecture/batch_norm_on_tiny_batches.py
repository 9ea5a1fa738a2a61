"""KS211."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.graph import trainings, walk
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.value import constant, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_TINY = 4


class BatchNormOnTinyBatches(Rule):
    """Batch normalisation takes its statistics from four samples or fewer.

    ## Why it stops learning

    While training, batch normalisation subtracts the mean of the batch and divides by its standard
    deviation. Over one or two samples these say more about chance than about the data: the
    signal drowns in noise (with one sample of a dense layer nothing is left but the bias), and
    predictions, which use the running averages, do not fit what was trained.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_breast_cancer

    x_train, y_train = load_breast_cancer(return_X_y=True)
    model = keras.Sequential([
        keras.Input((30,)),
        layers.BatchNormalization(),
        layers.Dense(64, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(x_train, y_train, epochs=20, batch_size=2)  # <- KS211
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_breast_cancer

    x_train, y_train = load_breast_cancer(return_X_y=True)
    model = keras.Sequential([
        keras.Input((30,)),
        layers.BatchNormalization(),
        layers.Dense(64, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(x_train, y_train, epochs=20, batch_size=32)
    ```

    ## Silent when

    The batch size is not written in `fit` or larger than 4, or the normalisation is frozen. With
    three or four samples, and with images or volumes (whose pixels count as samples), it is
    a hypothesis.

    ## How the probe tests it

    The script as it is against batches of 32, for the same number of updates.

    ## References

    - Wu and He, [Group normalization](https://arxiv.org/abs/1803.08494)
    """

    code = "KS211"
    name = "batch-norm-on-tiny-batches"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.1)
    seed = ("batch size", "batch normalization")
    systems = ("torch-audit", "TheDeepChecker")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for _, fit, model in trainings(program.compiles, program.fits):
            size = number(fit.get("batch_size")) if fit is not None else None
            place = fit.call.arguments.get("batch_size") if fit is not None else None
            norm = _batch_norm(model)
            if fit is None or size is None or place is None or norm is None or size > _TINY:
                continue
            what = "one sample" if size == 1 else f"{size:g} samples"
            message = (
                f"The batch normalisation in line {norm.origin.line} takes mean and spread from "
                f"{what} at a time (batch_size={size:g}): mostly chance, and not what predictions "
                "use later."
            )
            flat = norm.output_shape is not None and len(norm.output_shape) == 2
            tier = None if flat and size <= 2 else "hypothesis"
            related = (("the batch normalisation", norm.origin),)
            yield Fault(place, message, related, subject=fit, tier=tier)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        if "batch_size" not in fault.subject.call.arguments:
            raise CannotEdit
        edit = Editor(program)
        edit.set_argument(fault.subject.call, "batch_size", "32")
        return edit.fix("Use batches of 32", safe=False)


def _batch_norm(model: ModelGraph) -> Layer | None:
    """The first batch normalisation that learns its statistics from the batches."""
    return next(
        (
            layer
            for layer in walk(model)
            if layer.class_name == "BatchNormalization" and constant(layer.trainable) is True
        ),
        None,
    )
