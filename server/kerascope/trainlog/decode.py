"""Numbers in a training log that name their cause.

``ln C`` is what a constant, even guess costs among C classes. 16.118 is ``-ln 1e-7``, what Keras
charges for a probability of 0, which it clips to 1e-7. The floors of a softmax of a softmax are
``ln(1 + (C - 1)/e)``.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import fmean

from kerascope.trainlog.parse import Log

CLIPPED = -math.log(1e-7)
_CLASSES = (*range(2, 51), 100, 200, 256, 500, 1000)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that the numbers say. ``code`` is the rule about its likely cause; ``classes``
    are those that get the same probability; ``is_majority``: one answer is given to everything."""

    sentence: str
    code: str | None
    classes: int | None = None
    is_majority: bool = False


def decode(log: Log) -> list[Reading]:
    """What a log says, the surest first; empty where it says nothing special."""
    readings = [reading for look in _LOOKS for reading in look(log)]
    if any(reading.code in _DECIDES for reading in readings):
        readings = [r for r in readings if r.code in _DECIDES]
    return readings


def _flat(values: tuple[float, ...], within: float = 0.005) -> float | None:
    """The level of a series that stays where it is from its second value on; else None."""
    tail = values[1:] if len(values) > 2 else values
    if len(tail) < 2 or not all(map(math.isfinite, tail)):
        return None
    level = fmean(tail)
    return level if max(tail) - min(tail) <= max(abs(level) * within, 1e-6) else None


def _accuracy(log: Log) -> tuple[float, ...]:
    return log.get(
        "accuracy", "acc", "categorical_accuracy", "sparse_categorical_accuracy", "binary_accuracy"
    )


def _not_finite(log: Log) -> Iterator[Reading]:
    for index, value in enumerate(log.get("loss")):
        if not math.isfinite(value):
            yield Reading(
                f"The loss is {value} from epoch {index + 1} on: steps that are too large, inputs "
                "that are not scaled, missing values in the data, or a logarithm of 0. Look at "
                "the data first, then at the learning rate.",
                "KS501",
            )
            return


def _negative(log: Log) -> Iterator[Reading]:
    values = log.get("loss")
    if values and min(values) < 0:
        yield Reading(
            f"The loss falls to {min(values):g}. A cross-entropy is below 0 only for targets "
            "outside 0 to 1: these are numbers to predict or classes from 1 on, not "
            "probabilities.",
            "KS408",
        )


def _clipped(log: Log) -> Iterator[Reading]:
    level, accuracy = _flat(log.get("loss"), 0.03), _accuracy(log)
    if level is None or level < 2 or not accuracy or accuracy[-1] >= 1:
        return
    cost = level / (1 - accuracy[-1])
    if 15.2 <= cost <= 16.3:
        yield Reading(
            f"The loss stays at {level:.3f}, about {cost:.1f} for each wrong answer "
            f"({CLIPPED:.3f} is what a probability of exactly 0 costs): what the loss gets are no "
            "probabilities, it clips them, and clipped values have no gradient.",
            "KS403",
        )


def _uniform(log: Log) -> Iterator[Reading]:
    level = _flat(log.get("loss"), 0.01)
    if level is None:
        return
    for classes in _CLASSES:
        if abs(level - math.log(classes)) < 0.004 * math.log(classes):
            yield Reading(
                f"The loss stays at {level:.4f}, and ln {classes} is {math.log(classes):.4f}: "
                f"the model gives all {classes} classes the same probability. Nothing gets "
                "through: the learning rate is far off, the inputs are not scaled, hidden units "
                "are saturated or dead, or the labels do not belong to the samples.",
                None,
                classes=classes,
            )


def _floor(log: Log) -> Iterator[Reading]:
    level, accuracy = _flat(log.get("loss"), 0.02), _accuracy(log)
    if level is None or not accuracy or accuracy[-1] < 0.8:
        return
    for classes in _CLASSES:
        floor = math.log(1 + (classes - 1) / math.e)
        if abs(level - floor) < 0.02 * floor:
            yield Reading(
                f"The loss does not fall below {level:.3f} although the accuracy is "
                f"{accuracy[-1]:.2f}: {floor:.3f} is the least that {classes} classes cost when "
                "softmax is applied twice.",
                "KS404",
            )
            return


def _zero(log: Log) -> Iterator[Reading]:
    values, accuracy = log.get("loss"), _accuracy(log)
    if len(values) > 1 and max(map(abs, values)) < 1e-6 and accuracy and accuracy[-1] < 0.999:
        yield Reading(
            f"The loss is 0 from the start, but only {accuracy[-1]:.1%} of the answers are right: "
            "a categorical cross-entropy over a single column is always 0.",
            "KS402",
        )


def _no_accuracy(log: Log) -> Iterator[Reading]:
    values, accuracy = log.get("loss"), _accuracy(log)
    if len(accuracy) > 1 and max(accuracy) < 0.001 and values[-1] < 0.9 * values[0]:
        yield Reading(
            "The loss falls, but the accuracy stays at 0: accuracy counts exact hits, and the "
            "targets are numbers. Look at the mean absolute error instead.",
            "KS410",
        )


def _majority(log: Log) -> Iterator[Reading]:
    accuracy = _accuracy(log)
    if len(accuracy) > 2 and 0 < accuracy[-1] < 0.999 and len(set(accuracy[1:])) == 1:
        yield Reading(
            f"The accuracy is {accuracy[-1]:.4f} in every epoch: the model gives one answer to "
            "everything, and that is the share of the samples for which it is right.",
            None,
            is_majority=True,
        )


def _overfitting(log: Log) -> Iterator[Reading]:
    train, held_out = log.get("loss"), log.get("val_loss")
    if len(held_out) < 5 or len(train) != len(held_out):
        return
    best = min(range(len(held_out)), key=held_out.__getitem__)
    if len(held_out) - best > 3 and held_out[-1] > 1.1 * held_out[best] and train[-1] < train[best]:
        yield Reading(
            f"val_loss is best in epoch {best + 1} ({held_out[best]:.4g}) and rises to "
            f"{held_out[-1]:.4g} while the training loss goes on falling: the model learns its "
            "samples by heart. Stop there, or regularise.",
            "KS603",
        )


def _unfinished(log: Log) -> Iterator[Reading]:
    values = log.get("loss")
    held_out = log.get("val_loss") or values
    if len(values) < 3 or not all(map(math.isfinite, values)) or values[0] <= 0:
        return
    steps = [(a - b) / a for a, b in zip(values[-3:], values[-2:], strict=False) if a > 0]
    if steps and min(steps) > 0.03 and held_out[-1] <= min(held_out) * 1.001:
        yield Reading(
            f"The loss still falls by {min(steps):.0%} or more an epoch when training ends after "
            f"{len(values)}: the model has not finished learning.",
            "KS511",
        )


def _held_out_is_better(log: Log) -> Iterator[Reading]:
    accuracy, held_out = _accuracy(log), log.get("val_accuracy", "val_acc")
    if len(held_out) > 1 and accuracy and held_out[-1] > accuracy[-1] + 0.01:
        yield Reading(
            "The validation accuracy is above the training accuracy. That is no fault: dropout "
            "and augmentation make training harder, and the training figure is an average over "
            "the epoch, in which the model was still getting better.",
            None,
        )


_LOOKS: tuple[Callable[[Log], Iterator[Reading]], ...] = (
    _not_finite,
    _negative,
    _zero,
    _clipped,
    _floor,
    _uniform,
    _no_accuracy,
    _majority,
    _overfitting,
    _unfinished,
    _held_out_is_better,
)
_DECIDES = frozenset({"KS402", "KS403", "KS404", "KS408", "KS410"})
"""Causes that explain everything else in the log."""
