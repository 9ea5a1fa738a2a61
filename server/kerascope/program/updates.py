"""How much training a fit is: samples, batches, epochs, optimiser steps."""

from dataclasses import dataclass
from math import ceil

from kerascope.program.training import Fit
from kerascope.program.value import Known, Value, constant, is_known_none, number
from kerascope.source.origin import Origin

DEFAULT_BATCH = 32


@dataclass(frozen=True, slots=True)
class Run:
    """What one fit amounts to; None is not known.

    ``samples`` counts those trained on, the part that ``validation_split`` holds back taken
    off. ``steps`` are the optimiser steps of one epoch, ``updates`` those of the whole run.
    """

    samples: int | None
    batch: int | None
    epochs: int | None
    steps: int | None

    @property
    def updates(self) -> int | None:
        if self.steps is None or self.epochs is None:
            return None
        return self.steps * self.epochs


def run_of(fit: Fit) -> Run:
    """The samples, batch size, epochs and steps of a fit."""
    samples = _samples(fit)
    batch = _batch(fit, samples)
    return Run(samples, batch, _epochs(fit), _steps(fit, samples, batch))


def epochs_place(fit: Fit) -> Origin | None:
    """The argument that gives the number of epochs, under either of its names."""
    return fit.call.arguments.get("epochs") or fit.call.arguments.get("nb_epoch")


def _samples(fit: Fit) -> int | None:
    if not isinstance(fit.x, Known) or not fit.x.value.shape:
        return None
    rows = fit.x.value.shape[0]
    split = number(_written(fit, "validation_split", 0.0))
    if not rows or split is None or not 0 <= split < 1:
        return None
    return int(rows * (1 - split))


def _batch(fit: Fit, samples: int | None) -> int | None:
    """Without a batch size, Keras cuts arrays into as many batches as it was told steps."""
    if constant(batch := _written(fit, "batch_size", None)) is not None:
        return _whole(batch)
    if samples is None or not is_known_none(batch):
        return None
    if is_known_none(steps := _written(fit, "steps_per_epoch", None)):
        return DEFAULT_BATCH
    count = _whole(steps)
    return ceil(samples / count) if count else None


def _epochs(fit: Fit) -> int | None:
    last = _whole(fit.call.written.get("nb_epoch", _written(fit, "epochs", 1)))
    first = _whole(_written(fit, "initial_epoch", 0))
    return last - first if last is not None and first is not None else None


def _steps(fit: Fit, samples: int | None, batch: int | None) -> int | None:
    if (given := _whole(_written(fit, "steps_per_epoch", None))) is not None:
        return given
    if samples is None or not batch or batch < 0 or "steps_per_epoch" in fit.call.written:
        return None
    return ceil(samples / batch)


def _written(fit: Fit, name: str, default: float | None) -> Value[object]:
    """An argument as written; the default only where nothing can hide it."""
    found = fit.get(name)
    return found if name in fit.call.written or not fit.call.complete else Known(default)


def _whole(value: Value[object]) -> int | None:
    found = number(value)
    return int(found) if found is not None and found >= 0 else None
