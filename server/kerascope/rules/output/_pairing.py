"""What a head, its loss and its labels are to each other: the facts of one pairing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kerascope.program.activation import LINEAR, is_activation, own_activation
from kerascope.program.compiles import is_replaced
from kerascope.program.graph import Head, head_at, models_in, trainings
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import is_untold
from kerascope.program.training import Compile, Fit, Loss, Metric
from kerascope.program.value import Known, Value
from kerascope.rules.output._by_hand import losses_by_hand
from kerascope.rules.output._task import Task, task_of

Family = Literal["binary", "categorical", "sparse", "distance", "hinge"]

_FAMILIES: dict[str, Family] = {
    "BinaryCrossentropy": "binary",
    "BinaryFocalCrossentropy": "binary",
    "CategoricalCrossentropy": "categorical",
    "CategoricalFocalCrossentropy": "categorical",
    "SparseCategoricalCrossentropy": "sparse",
    "MeanSquaredError": "distance",
    "MeanAbsoluteError": "distance",
    "MeanAbsolutePercentageError": "distance",
    "MeanSquaredLogarithmicError": "distance",
    "Huber": "distance",
    "LogCosh": "distance",
    "Hinge": "hinge",
    "SquaredHinge": "hinge",
}

_REWARDS = re.compile(r"\breward", re.IGNORECASE)

_ACCURACIES = frozenset(
    {"Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy", "acc"}
)


ERRORS = frozenset(
    {"MeanAbsoluteError", "MeanSquaredError", "RootMeanSquaredError", "R2Score"}
    | {"MeanAbsolutePercentageError", "MeanSquaredLogarithmicError"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """One output of a compiled model with the loss that trains it.

    ``logits`` is whether the loss takes logits, None where that is not known. ``y`` is what is
    known of the targets. ``reconstructs``: the target is the input, or of an image's shape.
    ``by_hand``: the script also trains by ``train_on_batch`` or a loop of its own.
    ``learns_values``: nothing is known of the targets, and the script speaks of rewards.
    """

    compiled: Compile
    fit: Fit | None
    model: ModelGraph
    head: Head
    loss: Loss
    family: Family
    task: Task
    y: Tensor | None
    reconstructs: bool
    by_hand: bool
    only_output: bool = True
    learns_values: bool = False

    @property
    def units(self) -> int | None:
        return self.head.units

    @property
    def activation(self) -> str | None:
        return self.head.activation

    @property
    def first_activation(self) -> str | None:
        """What the head's layer applies by itself, where another activation follows; else None."""
        follows = any(is_activation(node) for node in self.head.after)
        own = own_activation(self.head.layer) if follows else None
        return own if own != LINEAR else None

    @property
    def logits(self) -> bool | None:
        found = self.loss.from_logits
        return bool(found.value) if isinstance(found, Known) else None

    @property
    def rank(self) -> int | None:
        """The number of axes of the output, batch included."""
        shape = self.head.layer.output_shape
        return len(shape) if shape is not None else None

    @property
    def is_flat(self) -> bool:
        """Whether the output is one row a sample, not a map or a sequence."""
        rank = self.rank
        return rank == 2 or (rank is None and self.head.layer.class_name == "Dense")

    @property
    def measures_error(self) -> bool:
        """Whether a metric is an error in the target's unit."""
        return any(metric.class_name in ERRORS for metric in metrics(self.compiled))

    @property
    def accuracy(self) -> Metric | None:
        """The first metric that counts right classes."""
        return next(accuracies(self.compiled), None)


def accuracies(compiled: Compile) -> Iterator[Metric]:
    """The metrics that count right classes."""
    for metric in metrics(compiled):
        if metric.class_name in _ACCURACIES:
            yield metric


def metrics(compiled: Compile) -> Iterator[Metric]:
    """The metrics that are known."""
    if isinstance(compiled.metrics, Known):
        for metric in compiled.metrics.value:
            if isinstance(metric, Known):
                yield metric.value


@lru_cache(maxsize=1)
def pairings(program: TrainingProgram) -> tuple[Pairing, ...]:
    """Every output of every compiled model whose head and loss are both known."""
    return (*_by_compile(program), *_by_hand(program))


def _by_compile(program: TrainingProgram) -> Iterator[Pairing]:
    for compiled, fit, model in trainings(program.compiles, program.fits):
        if fit is None and (_is_idle(model, program) or is_replaced(compiled, program)):
            continue
        for index, output in enumerate(model.outputs):
            head = head_at(output)
            loss = _loss_at(compiled, model, index)
            if head is None or not isinstance(loss, Known):
                continue
            family = _FAMILIES.get(loss.value.class_name)
            if family is not None:
                yield _pairing(program, compiled, fit, model, head, loss.value, family)


def _by_hand(program: TrainingProgram) -> Iterator[Pairing]:
    """The same for losses that the user calls."""
    for compiled, model, loss in losses_by_hand(program):
        head = head_at(model.outputs[0]) if len(model.outputs) == 1 else None
        family = _FAMILIES.get(loss.class_name)
        if head is not None and family is not None:
            fit = next((fit for fit in program.fits if fit.compile is compiled), None)
            yield _pairing(program, compiled, fit, model, head, loss, family)


def _is_idle(model: ModelGraph, program: TrainingProgram) -> bool:
    """Whether a model is compiled but never trained or evaluated, while the program trains others:
    a generator that learns inside of the model it is part of."""
    trained = [each.model for each in (*program.fits, *program.loops)]
    if not trained or not all(isinstance(value, Known) for value in trained):
        return False
    judged = [use.model for use in program.uses if use.method.startswith("evaluate")]
    return not any(m.identity is model.identity for v in (*trained, *judged) for m in models_in(v))


def _pairing(
    program: TrainingProgram,
    compiled: Compile,
    fit: Fit | None,
    model: ModelGraph,
    head: Head,
    loss: Loss,
    family: Family,
) -> Pairing:
    single = len(model.outputs) == 1
    y = fit.y.value if single and fit is not None and isinstance(fit.y, Known) else None
    y = None if y is not None and is_untold(y) else y
    place = fit.y.origin if single and fit is not None else None
    task = task_of(program, y, place) if single else Task()
    reconstructs = _reconstructs(fit, model, y)
    return Pairing(
        compiled,
        fit,
        model,
        head,
        loss,
        family,
        task,
        y,
        reconstructs,
        bool(program.loops),
        single,
        y is None and any(_REWARDS.search(cell.text) for cell in program.document.cells),
    )


def _loss_at(compiled: Compile, model: ModelGraph, index: int) -> Value[Loss] | None:
    """The loss of one output: by its name, by its position, or the one for all."""
    if compiled.losses is None:
        return compiled.loss
    name = model.outputs[index].name or ""
    if name in compiled.losses:
        return compiled.losses[name]
    return compiled.losses.get(str(index))


def _reconstructs(fit: Fit | None, model: ModelGraph, y: Tensor | None) -> bool:
    """Whether the model gives back something like what it gets."""
    if fit is not None and "x" in fit.call.arguments and "y" in fit.call.arguments:
        x, given = fit.call.written.get("x"), fit.call.written.get("y")
        if x is not None and given is not None and _plain(fit, "x") == _plain(fit, "y"):
            return True
    if y is not None and y.role == "features":
        return True
    shapes = {layer.output_shape for layer in model.layers if layer.kind == "input"}
    shape = model.outputs[0].output_shape if model.outputs else None
    if shape is None or len(shape) < 2 or shape not in shapes or None in shape[1:]:
        return False
    return len(shape) > 2 or (shape[-1] or 0) >= 16


def _plain(fit: Fit, name: str) -> str:
    text = fit.call.arguments[name].text
    return text.partition("=")[2].strip() if text.startswith(f"{name}=") else text
