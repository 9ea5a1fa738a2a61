"""KS215."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.graph import RECURRENT, trainings, walk
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.value import Known, constant
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule


class ShuffledStatefulLayer(Rule):
    """A stateful recurrent layer is trained on shuffled batches.

    ## Why it stops learning

    A stateful layer starts each batch from the state in which the previous one left it, so that
    a long series can be fed in pieces. `fit` shuffles the samples unless told otherwise: the
    state then comes from unrelated pieces and is noise.

    ## Bad

    ```python
    import numpy as np
    import keras
    from keras import layers

    x, y = np.random.rand(320, 10, 1), np.random.rand(320, 1)
    model = keras.Sequential([
        keras.Input(batch_shape=(32, 10, 1)),
        layers.LSTM(16, stateful=True),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y, epochs=20, batch_size=32)  # <- KS215
    ```

    ## Good

    ```python
    import numpy as np
    import keras
    from keras import layers

    x, y = np.random.rand(320, 10, 1), np.random.rand(320, 1)
    model = keras.Sequential([
        keras.Input(batch_shape=(32, 10, 1)),
        layers.LSTM(16, stateful=True),
        layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y, epochs=20, batch_size=32, shuffle=False)
    ```

    ## Silent when

    The data come from a generator or a data set, which Keras does not shuffle, or `shuffle` is not
    known.

    ## How the probe tests it

    The script as it is against the same training in order.

    ## References

    - [Keras: cross-batch statefulness](https://keras.io/guides/working_with_rnns/#crossbatch-statefulness)
    """

    code = "KS215"
    name = "shuffled-stateful-layer"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.1)
    seed = ("network architecture",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for _, fit, model in trainings(program.compiles, program.fits):
            layer = _stateful(model)
            if fit is None or layer is None or not _is_shuffled(fit):
                continue
            message = (
                f"fit() shuffles the samples, but the stateful {layer.class_name} in line "
                f"{layer.origin.line} carries its state from each batch to the next: it comes "
                "from unrelated pieces."
            )
            place = fit.call.arguments.get("shuffle", fit.origin)
            yield Fault(place, message, (("the stateful layer", layer.origin),), subject=fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        edit.set_argument(fault.subject.call, "shuffle", "False")
        return edit.fix("Train in order", safe=False)


def _stateful(model: ModelGraph) -> Layer | None:
    return next(
        (
            layer
            for layer in walk(model)
            if layer.class_name in RECURRENT and constant(layer.get("stateful")) is True
        ),
        None,
    )


def _is_shuffled(fit: Fit) -> bool:
    if not isinstance(fit.x, Known) or not isinstance(fit.y, Known):
        return False
    return "y" in fit.call.written and constant(fit.get("shuffle")) is True
