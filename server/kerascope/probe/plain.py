"""A gain in the measure that people know: accuracy, or R²."""

from kerascope.probe.verdict import Task

_NOTICEABLE = 0.01
_DIVERGED = -1.0


def measure(task: Task) -> str:
    """What it is called."""
    return "R²" if task == "regression" else "accuracy"


def rises(before: float, after: float) -> bool:
    """Whether anybody would call it a gain."""
    return after - before >= _NOTICEABLE


def moved(task: Task, before: float, after: float) -> str:
    """``the held-out accuracy rises from 0.31 to 0.94``."""
    way = "rises" if after >= before else "falls"
    return f"the held-out {measure(task)} {way} from {_number(before)} to {_number(after)}"


def _number(value: float) -> str:
    """R² has no lower bound, and says no more below -1."""
    if value < _DIVERGED:
        return "below −1"
    return f"{value:.2f}".replace("-", "−")
