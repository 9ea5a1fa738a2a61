"""KS510."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor, value_of
from kerascope.program.call import Call
from kerascope.program.graph import models_in, walk
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.program.updates import Run, run_of
from kerascope.program.value import Known
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import is_simple
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_FEW = 200
_TINY = 2
_MANY_SAMPLES = 500


class ExtremeBatchSize(Rule):
    """The batch is so large that an epoch is a handful of steps, or so small that steps are noise.

    ## Why it stops learning

    Weights move once a batch. With batches of a tenth of the data or more an epoch is at most ten
    steps, and a run of usual length is over before anything is learnt. With one or two samples a
    batch each step follows the accidents of those samples: the loss jumps about, and batch
    normalisation has nothing to average over.

    ## Bad

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20, batch_size=1797)  # <- KS510
    ```

    ## Good

    ```python
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20, batch_size=32)
    ```

    ## Silent when

    The batch size or the number of samples is not known, a large batch still makes 200 steps or
    more (full-batch training over many epochs), the model is linear or comes from elsewhere (it
    may be trained already), the labels are random numbers, a small one meets fewer than 500
    samples, or a recurrent layer is stateful and so fixes the batch.

    ## How the probe tests it

    The script as it is against batches of 32, for the same number of epochs: what a larger number
    of steps is worth is the question.

    ## References

    - Masters and Luschi, [Revisiting small batch training](https://arxiv.org/abs/1804.07612)
    """

    code = "KS510"
    name = "extreme-batch-size"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=600, margin=0.15, speed=True)
    seed = ("batch size",)
    systems = ("DeepFD", "DEFault")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            skipped = fit.in_loop or _is_stateful(fit) or _is_linear(fit) or _is_made_up(fit)
            place = _place(fit)
            if place is not None and not skipped:
                yield from _judge(fit, run_of(fit), place)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        call: Call = fault.subject
        edit = Editor(program)
        if "batch_size" not in call.arguments:
            edit.remove_argument(call, "steps_per_epoch")
            return edit.fix("Leave out steps_per_epoch: batches of 32", safe=False)
        edit.replace(fault.origin, "32")
        return edit.fix("Set the batch size to 32", safe=False)


def _place(fit: Fit) -> Origin | None:
    """What sets the batch size; without one, Keras cuts arrays into so many steps."""
    arguments = fit.call.arguments
    return arguments.get("batch_size") or arguments.get("steps_per_epoch")


def _is_stateful(fit: Fit) -> bool:
    return any(
        layer.call is not None and "stateful" in layer.call.written
        for model in models_in(fit.model)
        for layer in walk(model)
    )


def _is_made_up(fit: Fit) -> bool:
    """Whether the labels are random numbers: an example of how to call Keras."""
    labels = fit.y.value if isinstance(fit.y, Known) else None
    if labels is None or ".random" not in (labels.source or ""):
        return False
    return all(step.kind in ("load", "cast", "reshape", "one-hot") for step in labels.trail)


def _is_linear(fit: Fit) -> bool:
    """Whether the model has one layer with weights at most: on all samples at once it descends
    just as well."""
    found = tuple(models_in(fit.model))
    return bool(found) and all(is_simple(model) for model in found)


def _may_be_trained(fit: Fit) -> bool:
    """Whether it is not known where the model comes from: it may only be fine-tuned here."""
    return any(model.kind == "unknown" for model in models_in(fit.model))


def _judge(fit: Fit, run: Run, argument: Origin) -> Iterator[Fault]:
    if run.samples is None or not run.batch or run.updates is None:
        return
    place = value_of(argument)
    few = run.updates < _FEW and not _may_be_trained(fit)
    if run.batch > 32 and run.batch * 10 >= run.samples and few:
        message = (
            f"Batches of {run.batch} out of {run.samples:,} samples make {run.steps} "
            f"step{'s' if run.steps != 1 else ''} an epoch, {run.updates} in the whole run: too "
            "few to learn much."
        )
        yield Fault(place, message, subject=fit.call)
    elif run.batch <= _TINY and run.samples >= _MANY_SAMPLES:
        message = (
            f"Batches of {run.batch} make each of the {run.steps:,} steps an epoch follow the "
            "accidents of single samples; 32 is usual."
        )
        yield Fault(place, message, subject=fit.call, tier="hypothesis")
