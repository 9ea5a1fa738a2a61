"""KS516."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.callbacks import steers_rate
from kerascope.program.graph import walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit, Optimizer
from kerascope.program.updates import run_of
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import ADAPTIVE, swept_rates, trained
from kerascope.rules.rule import Fault, Rule

_BLOCKS = 2


class MissingWarmUp(Rule):
    """Several attention blocks start at a high constant rate, without a warm-up.

    ## Why it stops learning

    Adam's first steps are as large as any, while its averages still rest on a handful of batches.
    Attention with layer normalisation behind it has large gradients at the start: the first steps
    saturate the softmax of the attention, and training never leaves the plateau. A rate that
    grows from zero over the first few percent of the steps avoids it.

    ## Bad

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    inputs = keras.Input((64,))
    h = layers.Reshape((8, 8))(inputs)
    for _ in range(2):
        h = layers.LayerNormalization()(h + layers.MultiHeadAttention(2, 8)(h, h))
        h = layers.LayerNormalization()(h + layers.Dense(8, activation="relu")(h))
    outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(h))
    model = keras.Model(inputs, outputs)
    model.compile(
        keras.optimizers.Adam(learning_rate=0.005),  # <- KS516
        "sparse_categorical_crossentropy",
    )
    model.fit(x / 16, y, epochs=20)
    ```

    ## Good

    ```python
    import keras
    from keras import layers
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    inputs = keras.Input((64,))
    h = layers.Reshape((8, 8))(inputs)
    for _ in range(2):
        h = layers.LayerNormalization()(h + layers.MultiHeadAttention(2, 8)(h, h))
        h = layers.LayerNormalization()(h + layers.Dense(8, activation="relu")(h))
    outputs = layers.Dense(10, activation="softmax")(layers.Flatten()(h))
    model = keras.Model(inputs, outputs)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, decay_steps=1026, warmup_target=0.005, warmup_steps=114
    )
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    There are fewer than two attention layers, the rate is usual, a schedule or a callback sets
    it, or the number of steps is not known.

    ## How the probe tests it

    The script as it is against the rate that grows first and then falls.

    ## References

    - Xiong et al., [On layer normalization in the transformer
      architecture](https://arxiv.org/abs/2002.04745)
    """

    code = "KS516"
    name = "missing-warm-up"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=600, margin=0.15)
    seed = ("learning rate schedules", "warm-up")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        swept = swept_rates(program)
        for each in trained(program):
            attends = any(_attends(model) for model in each.models)
            if attends and each.optimizer.origin not in swept:
                for fit in each.fits:
                    yield from _judge(each.optimizer, fit)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        updates: int = fault.subject
        edit = Editor(program)
        name = edit.name_for("keras.optimizers.schedules.CosineDecay")
        warm = max(updates // 10, 1)
        if "\n" in fault.origin.text:
            raise CannotEdit
        schedule = (
            f"{name}(0.0, decay_steps={updates - warm}, warmup_target={fault.origin.text}, "
            f"warmup_steps={warm})"
        )
        edit.replace(fault.origin, schedule)
        return edit.fix("Let the learning rate grow first, then fall", safe=False)


def _attends(model: ModelGraph) -> bool:
    layers = [layer for layer in walk(model) if layer.class_name == "MultiHeadAttention"]
    return len(layers) >= _BLOCKS


def _judge(optimizer: Optimizer, fit: Fit) -> Iterator[Fault]:
    rate, place = number(optimizer.learning_rate), optimizer.learning_rate.origin
    usual, updates = ADAPTIVE.get(optimizer.class_name), run_of(fit).updates
    if rate is None or place is None or usual is None or not updates or steers_rate(fit):
        return
    if usual * 2 <= rate <= usual * 10:
        message = (
            f"{optimizer.class_name} starts at {rate:g} at once: attention layers usually need a "
            "rate that grows from zero over the first steps."
        )
        yield Fault(place, message, (("the training", fit.origin),), subject=updates)
