"""KS505."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.callbacks import steers_rate
from kerascope.program.graph import AFFINE, RECURRENT, walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Optimizer
from kerascope.program.updates import Run, run_of
from kerascope.program.value import number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import Trained, swept_rates, trained
from kerascope.rules.rule import Fault, Rule

_DEEP = 3
_LONG = 5_000
_EPOCHS = 20
_SHORT_WAY = 5.0
"""Rate times steps up to which a gradient of size 1 moves a weight by next to nothing."""


class PlainSgd(Rule):
    """SGD without momentum, at its low default rate, has few steps for a deep network.

    ## Why it stops learning

    Plain SGD at 0.01 follows each batch's gradient by a hundredth. Through several layers
    gradients are small, so a few hundred or thousand such steps hardly move the first layers:
    accuracy creeps up by fractions of a point. Momentum of 0.9 makes steps in a steady direction
    ten times as long; Adam scales them for each weight.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="sgd",  # <- KS505
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x / 16, y, epochs=10)
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.fit(x / 16, y, epochs=10)
    ```

    ## Silent when

    There is momentum, a rate above 0.01, a schedule, batch normalisation, pretrained weights; a run
    of 5,000 steps or more than 20 epochs, or fewer than three layers with weights, unless rate
    times steps is 5 at most.

    ## How the probe tests it

    The script as it is against the same script with Adam or with momentum. More epochs help too,
    so a gain that is gone at the user's own horizon counts as speed only.

    ## References

    - Sutskever et al., [On the importance of initialization and momentum in deep
      learning](https://proceedings.mlr.press/v28/sutskever13.html)
    """

    code = "KS505"
    name = "plain-sgd"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15, speed=True)
    seed = ("optimizer choice",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        swept = swept_rates(program)
        for each in trained(program):
            sgd = each.optimizer.class_name == "SGD"
            if sgd and each.optimizer.origin not in swept and not each.is_pretrained:
                yield from _judge(each)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        optimizer: Optimizer = fault.subject
        edit = Editor(program)
        if optimizer.call is not None and optimizer.call.complete:
            edit.set_argument(optimizer.call, "momentum", "0.9")
            return edit.fix("Give SGD a momentum of 0.9", safe=False)
        if optimizer.origin.text[:1] not in "\"'":
            raise CannotEdit
        edit.replace(optimizer.origin, edit.quoted("adam", optimizer.origin))
        return edit.fix("Use Adam", safe=False)


def _judge(each: Trained) -> Iterator[Fault]:
    optimizer = each.optimizer
    rate = number(optimizer.learning_rate)
    momentum = number(optimizer.call.get("momentum")) if optimizer.call else 0.0
    if rate is None or not 1e-4 < rate <= 0.01 or momentum != 0:
        return
    for fit in each.fits:
        run = run_of(fit)
        if fit.loop or steers_rate(fit) or not _is_slow(each, run, rate):
            continue
        steps = f"{run.updates:,} steps" if run.updates else f"{run.epochs} epochs"
        message = (
            f"SGD without momentum at a rate of {rate:g} moves slowly through several layers, and "
            f"fit() (line {fit.origin.line}) gives it {steps}."
        )
        yield Fault(optimizer.origin, message, (("the training", fit.origin),), subject=optimizer)


def _is_slow(each: Trained, run: Run, rate: float) -> bool:
    """Whether several layers get few epochs, or any hidden layer almost no way to go."""
    depth = min((_depth(model) for model in each.models), default=0)
    if run.updates is not None and run.updates * rate <= _SHORT_WAY:
        return depth >= 2
    few = run.epochs is not None and run.epochs <= _EPOCHS
    return depth >= _DEEP and few and (run.updates is None or run.updates < _LONG)


def _depth(model: ModelGraph) -> int:
    """How many layers have weights; 0 where one scales their values."""
    layers = list(walk(model))
    if any("Normalization" in layer.class_name for layer in layers):
        return 0
    return sum(layer.class_name in AFFINE | RECURRENT for layer in layers)
