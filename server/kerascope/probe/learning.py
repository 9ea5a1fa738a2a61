"""One trained run as numbers: scores on the way, and what they come to at a horizon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any, Literal

from kerascope.probe.verdict import CurvePoint, Task
from kerascope.rules.experiment import Metric

RunKind = Literal["plain", "repeat", "one batch"]

CHANCE = 0.1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Held-out ``quality`` and ``skill`` after ``updates``; ``train`` is accuracy or R² there.

    ``error``: the standard error of both, for want of more held-out samples.
    """

    updates: int
    quality: float
    skill: float
    plain: float
    train: float
    train_quality: float
    task: Task
    finite: bool
    error: float

    @classmethod
    def read(cls, message: dict[str, Any]) -> "Checkpoint":
        """From a worker's message."""
        return cls(**{name: message[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Run:
    """One seed of one arm."""

    points: tuple[Checkpoint, ...]

    def until(self, updates: int) -> "Run":
        """The part up to ``updates``."""
        return Run(tuple(p for p in self.points if p.updates <= updates))

    def has(self, updates: int) -> bool:
        """Whether the scores after ``updates`` are known."""
        return any(p.updates == updates for p in self.points)

    def joined(self, points: Iterable[Checkpoint]) -> "Run":
        """With more checkpoints of the same seed."""
        known = {p.updates: p for p in (*points, *self.points)}
        return Run(tuple(known[updates] for updates in sorted(known)))

    @property
    def updates(self) -> int:
        return self.points[-1].updates

    @property
    def quality(self) -> float:
        """At the end: the mean of the last two checkpoints, which one unlucky batch cannot move."""
        return mean(p.quality for p in self.points[-2:])

    @property
    def plain(self) -> float:
        """Accuracy or R² at the end, in the same way."""
        return mean(p.plain for p in self.points[-2:])

    @property
    def task(self) -> Task:
        return self.points[-1].task

    @property
    def skill(self) -> float:
        return mean(p.skill for p in self.points[-2:])

    @property
    def error(self) -> float:
        return self.points[-1].error

    @property
    def at_chance(self) -> bool:
        """No better than the constant predictor."""
        return self.quality < CHANCE and self.skill < CHANCE

    @property
    def fits_training(self) -> bool:
        """Better than the constant predictor on the training data."""
        return self.points[-1].train_quality >= CHANCE

    @property
    def still_improves(self) -> bool:
        """Whether the second half gained more than noise does."""
        half = self.until(self.updates // 2)
        return max(self.quality - half.quality, self.skill - half.skill) > CHANCE / 2


def effect(control: Run, treated: Run, metric: Metric) -> float:
    """How much better ``treated`` is than ``control`` at their common end, in units of score.

    ``skill``: the larger gain of quality and skill (a loss only where both lose).
    """
    quality = treated.quality - control.quality
    skill = treated.skill - control.skill
    if metric in ("accuracy", "balanced-accuracy"):
        return skill
    return quality if metric == "generalisation" else max(quality, skill)


def curve(runs: Sequence[Run]) -> tuple[CurvePoint, ...]:
    """Mean and range over the seeds; each seed's score is the mean of quality and skill."""
    by_updates: dict[int, list[Checkpoint]] = {}
    for run in runs:
        for point in run.points:
            by_updates.setdefault(point.updates, []).append(point)
    return tuple(_curve_point(updates, points) for updates, points in sorted(by_updates.items()))


def _curve_point(updates: int, points: list[Checkpoint]) -> CurvePoint:
    scores = [point.quality for point in points]
    train = mean(point.train_quality for point in points)
    plain = mean(point.plain for point in points)
    return CurvePoint(updates, mean(scores), min(scores), max(scores), train, plain)
