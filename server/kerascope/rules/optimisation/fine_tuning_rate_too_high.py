"""KS513."""

from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.callbacks import steers_rate
from kerascope.program.graph import models_in, walk
from kerascope.program.layer import Layer
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Optimizer
from kerascope.program.value import Known, constant, is_known_none, number
from kerascope.rules.experiment import Experiment
from kerascope.rules.optimisation._optimizers import ADAPTIVE, Trained, swept_rates, trained
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_GENTLE = "1e-5"


class FineTuningRateTooHigh(Rule):
    """Pretrained weights are trained at the learning rate of a network from scratch.

    ## Why it stops learning

    Pretrained weights are good already; the fresh head's first gradients are large and point
    anywhere. At a rate of 0.001 or more an adaptive optimiser moves every pretrained weight by
    that much in each step and has undone the pretraining after a few hundred of them. What is
    left is a very deep network on little data.

    ## Bad

    ```python
    import keras

    base = keras.applications.MobileNetV2(
        input_shape=(96, 96, 3), include_top=False, pooling="avg", weights="imagenet"
    )
    model = keras.Sequential([base, keras.layers.Dense(5, activation="softmax")])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),  # <- KS513
        loss="sparse_categorical_crossentropy",
    )
    ```

    ## Good

    ```python
    import keras

    base = keras.applications.MobileNetV2(
        input_shape=(96, 96, 3), include_top=False, pooling="avg", weights="imagenet"
    )
    base.trainable = False
    model = keras.Sequential([base, keras.layers.Dense(5, activation="softmax")])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss="sparse_categorical_crossentropy",
    )
    ```

    ## Silent when

    The backbone is frozen, in whole or in part, starts from random weights, or it is not known
    whether it is; the model is not known as a whole; the rate is a schedule, or a callback sets it.

    ## How the probe tests it

    The script as it is against a rate of 1e-5, from the same pretrained weights.

    ## References

    - [Keras: transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/)
    """

    code = "KS513"
    name = "fine-tuning-rate-too-high"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300, margin=0.15)
    seed = ("learning rate too high", "transfer learning")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        swept = swept_rates(program)
        for each in trained(program):
            steered = any(steers_rate(fit) for fit in each.fits)
            if each.optimizer.origin not in swept and not steered and not _only_predicts(each):
                yield from _judge(each, _may_freeze_unseen(program))

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        optimizer: Optimizer = fault.subject
        edit, written = Editor(program), optimizer.learning_rate.origin
        if written is not None:
            edit.replace(written, _GENTLE)
        elif optimizer.call is not None and optimizer.call.complete:
            edit.add_argument(optimizer.call, f"learning_rate={_GENTLE}")
        elif optimizer.origin.text[:1] in "\"'":
            name = edit.name_for(f"keras.optimizers.{optimizer.class_name}")
            edit.replace(optimizer.origin, f"{name}(learning_rate={_GENTLE})")
        else:
            raise CannotEdit
        return edit.fix(f"Fine-tune at a learning rate of {_GENTLE}", safe=False)


def _only_predicts(each: Trained) -> bool:
    """Whether a ready-made model is compiled as it comes, and no fit is seen: old versions of Keras
    asked for that before they predicted."""
    return not each.fits and all(model.kind == "application" for model in each.models)


def _may_freeze_unseen(program: TrainingProgram) -> bool:
    """Whether the script freezes something, so that only what it unfreezes itself is sure."""
    return any("trainable" in cell.text for cell in program.document.cells)


def _judge(each: Trained, careful: bool) -> Iterator[Fault]:
    optimizer = each.optimizer
    rate = number(optimizer.learning_rate)
    if rate is None or optimizer.class_name not in ADAPTIVE or rate < 0.001:
        return
    frozen = _frozen_when_compiled(each)
    for model in each.models:
        trains = (x for x in model.layers if _is_trained_backbone(x, careful))
        backbone = next((x for x in trains if x.origin not in frozen), None)
        if not model.complete or backbone is None:
            continue
        message = (
            f"{optimizer.class_name} at {rate:g} overwrites the pretrained weights of "
            f"{backbone.class_name} (line {backbone.origin.line}), which is not frozen; "
            f"fine-tuning takes about {_GENTLE}."
        )
        related = (("the pretrained backbone", backbone.origin),)
        place = optimizer.learning_rate.origin or optimizer.origin
        yield Fault(place, message, related, subject=optimizer)
        return


def _frozen_when_compiled(each: Trained) -> set[Origin]:
    """What was frozen when ``compile`` looked: unfreezing it later has no effect (KS512)."""
    found = models_in(each.compiled.model) if each.compiled is not None else ()
    layers = (layer for model in found for layer in walk(model))
    return {layer.origin for layer in layers if constant(layer.trainable) is False}


def _is_trained_backbone(layer: Layer, careful: bool) -> bool:
    call, trains = layer.call, layer.trainable
    if call is None or not call.name.startswith("keras.applications."):
        return False
    if is_known_none(call.get("weights")) or not isinstance(call.get("weights"), Known):
        return False
    known = isinstance(trains, Known) and trains.value is True
    return known and (trains.origin is not None or not careful)
