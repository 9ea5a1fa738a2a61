"""KS709."""

import math
import re
from collections.abc import Iterator

from kerascope.program.callbacks import has_callback, steers_rate
from kerascope.program.graph import heads, models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.updates import run_of
from kerascope.program.value import Known
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin
from kerascope.trainlog.decode import Reading, decode
from kerascope.trainlog.parse import Log, parse_log

_OF_CROSS_ENTROPY = frozenset({"KS402", "KS403", "KS404", "KS408"})
_COMMENT = re.compile(r"\s*#(.*)")
_STILL = 0.02


class FailedRun(Rule):
    """The saved output of a run shows that nothing was learnt, whatever the source says.

    ## Why it stops learning

    A loss that stays at ln 10 = 2.3026 means that the model gives ten classes the same
    probability; NaN ends all learning; a loss of 0 with most answers wrong is no loss at all.
    Such a log says for certain that there is a fault, often also which one, where the source
    alone cannot: the data may come from files that nobody reads here.

    ## Bad

    ```python
    import keras
    import numpy as np

    x, y = np.load("samples.npy"), np.load("labels.npy")
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=3)  # <- KS709
    # Epoch 1/3
    # 157/157 - 1s - accuracy: 0.0990 - loss: 2.3031
    # Epoch 2/3
    # 157/157 - 0s - accuracy: 0.1014 - loss: 2.3027
    # Epoch 3/3
    # 157/157 - 0s - accuracy: 0.1006 - loss: 2.3026
    ```

    ## Good

    ```python
    import keras
    import numpy as np

    x, y = np.load("samples.npy"), np.load("labels.npy")
    model = keras.Sequential([
        keras.Input((8,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=3)
    # Epoch 1/3
    # 157/157 - 1s - accuracy: 0.4630 - loss: 1.6208
    # Epoch 2/3
    # 157/157 - 0s - accuracy: 0.7214 - loss: 0.9126
    # Epoch 3/3
    # 157/157 - 0s - accuracy: 0.8006 - loss: 0.6544
    ```

    ## Silent when

    The cell holds several fits or its output several runs, the log is of another number of epochs
    than the source asks for, the model was trained before, the numbers are merely poor, a loss
    bursts where a callback sets the learning rate, or a cause is found in the source: that finding
    then mentions the log.

    ## References

    - [Karpathy: a recipe for training neural networks](https://karpathy.github.io/2019/04/25/recipe/)
    """

    code = "KS709"
    name = "failed-run"
    tier = "likely"
    effect = "blocks"
    is_symptom = True
    seed = ("accuracy not improving", "loss is NaN", "loss does not change")
    systems = ("DeepDiagnosis", "UMLAUT", "SageMaker Debugger")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for index, fit in enumerate(program.fits):
            alone = sum(other.origin.cell == fit.origin.cell for other in program.fits) == 1
            before = any(other.compile is fit.compile for other in program.fits[:index])
            if alone and not before and not fit.in_loop and not fit.origin.path:
                yield from _judge(fit, _output(fit, program))


def _output(fit: Fit, program: TrainingProgram) -> str:
    """What the fit's cell has printed; of a script, the comment that follows the fit."""
    cell = next(cell for cell in program.document.cells if cell.index == fit.origin.cell)
    if cell.index is not None:
        return "\n".join(cell.outputs)
    lines: list[str] = []
    for line in cell.text.splitlines()[fit.origin.range.end.line :]:
        if (comment := _COMMENT.match(line)) is None:
            break
        lines.append(comment[1])
    return "\n".join(lines)


def _judge(fit: Fit, output: str) -> Iterator[Fault]:
    logs = parse_log(output)
    epochs = run_of(fit).epochs
    if len(logs) != 1 or (epochs is not None and logs[0].epochs > epochs):
        return
    for reading in decode(logs[0]):
        if _is_unambiguous(reading, logs[0], fit):
            sentence = f"{reading.sentence[0].lower()}{reading.sentence[1:]}"
            message = f"In the saved output of this fit, {sentence}"
            yield Fault(fit.origin, message, tuple(_places(fit)), fixable=False)
            return


def _places(fit: Fit) -> Iterator[tuple[str, Origin]]:
    for model in models_in(fit.model):
        yield "the model", model.origin
    if fit.compile is not None:
        yield "compiled here", fit.compile.origin


def _is_unambiguous(reading: Reading, log: Log, fit: Fit) -> bool:
    """Whether the numbers can mean nothing else for this model."""
    values = log.get("loss")
    if not all(map(math.isfinite, values)):
        return reading.code == "KS501" and not _searches_rate(fit)
    if reading.code == "KS410":
        return not _is_cross_entropy(fit)
    if not _is_cross_entropy(fit):
        return False
    if reading.classes is not None:
        return reading.classes in _classes(fit) and log.epochs > 2
    return reading.code in _OF_CROSS_ENTROPY or (reading.is_majority and _stands_still(values))


def _searches_rate(fit: Fit) -> bool:
    """Whether a callback may raise the learning rate until the loss bursts, to find a good one."""
    return steers_rate(fit) and not has_callback(fit, "ReduceLROnPlateau")


def _stands_still(values: tuple[float, ...]) -> bool:
    return abs(values[0] - values[-1]) <= _STILL * abs(values[0])


def _is_cross_entropy(fit: Fit) -> bool:
    loss = fit.compile.loss if fit.compile is not None else None
    return isinstance(loss, Known) and loss.value.class_name.endswith("Crossentropy")


def _classes(fit: Fit) -> set[int]:
    """How many classes the model tells apart: one unit tells two."""
    units = {head.units for model in models_in(fit.model) for head in heads(model)}
    return {2 if count == 1 else count for count in units if count is not None}
