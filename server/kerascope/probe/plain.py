"""A gain in the measure that people know: accuracy, or R²."""

from math import inf

from kerascope.probe.verdict import Task

DIVERGED = -inf
"""What stands for the accuracy of a model that puts out no numbers any more."""

_NOTICEABLE = 0.01
_WORST_TOLD = -1.0


def measure(task: Task) -> str:
    """What it is called."""
    return "R²" if task == "regression" else "accuracy"


def rises(before: float, after: float) -> bool:
    """Whether anybody would call it a gain."""
    return after - before >= _NOTICEABLE


def moved(task: Task, before: float, after: float) -> str:
    """``the held-out accuracy rises from 0.31 to 0.94``."""
    if DIVERGED < before < _WORST_TOLD and after < _WORST_TOLD:
        return f"the held-out error falls, though the {measure(task)} is still {_number(after)}"
    way = "rises" if after >= before else "falls"
    start = _number(before) + ("," if before == DIVERGED else "")
    return f"the held-out {measure(task)} {way} from {start} to {_number(after)}"


def _number(value: float) -> str:
    """R² has no lower bound, and says no more below -1."""
    if value == DIVERGED:
        return "nothing, as training diverges"
    if value < _WORST_TOLD:
        return "below −1"
    return f"{value:.2f}".replace("-", "−")
