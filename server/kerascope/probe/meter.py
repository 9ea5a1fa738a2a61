"""How far a probe has come, and how long the rest will take."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from statistics import mean

from kerascope.probe.event import ProbeEvent, Progress, Started

_FIRST_TO_LATER = 3


class Meter:
    """Reckons from what things have taken in this probe so far.

    A version costs a start (its script up to ``fit``), a first trial, which makes its graphs, and
    later ones. Until a first trial has ended, the instrumented run stands for it.
    ``workers`` versions compute at a time. Methods may be called from several threads.
    """

    def __init__(self, tell: Callable[[ProbeEvent], None], workers: int) -> None:
        self._tell = tell
        self._workers = workers
        self._plan: Callable[[], Mapping[str, int]] = dict
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._started: set[str] = set()
        self._observed: set[str] = set()
        self._trials: Counter[str] = Counter()
        self._seconds: dict[str, list[float]] = {"start": [], "first": [], "later": []}
        self._fraction = 0.0

    def begin(self, plan: Callable[[], Mapping[str, int]]) -> None:
        """``plan`` gives, at any time, the trials of each version that is not out of question."""
        self._plan = plan
        self._tell(Started(sum(plan().values())))
        self._tell(Progress(0.0, "running the script up to fit()", None))

    def started(self, name: str, seconds: float) -> None:
        """A version has reached its fit."""
        with self._lock:
            self._started.add(name)
            self._seconds["start"].append(seconds)

    def observed(self, name: str, title: str, seconds: float) -> None:
        """A version has made its instrumented run."""
        with self._lock:
            self._observed.add(name)
            self._seconds["first"].append(seconds)
        self._show(f"observed {title}")

    def trial(self, name: str, title: str, seconds: float) -> None:
        """One more trial of a version has ended."""
        with self._lock:
            first = not self._trials[name] and name not in self._observed
            self._trials[name] += 1
            self._seconds["first" if first else "later"].append(seconds)
        self._show(f"trained {title}")

    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._began

    def left(self) -> float | None:
        """The seconds that the rest will take; None while that cannot be told."""
        start, first, later = (self._seconds[kind] for kind in ("start", "first", "later"))
        if not start or not first:
            return None
        plan = self._plan()
        to_start = [name for name in plan if name not in self._started]
        to_make = [name for name in plan if not self._trials[name] and name not in self._observed]
        trials = sum(max(0, count - self._trials[name]) for name, count in plan.items())
        each = mean(later) if later else mean(first) / _FIRST_TO_LATER
        total = (
            len(to_start) * mean(start)
            + len(to_make) * mean(first)
            + (trials - len(to_make)) * each
        )
        return total / self._workers

    def _show(self, message: str) -> None:
        with self._lock:
            left = self.left()
            if left is not None:
                done = self.seconds()
                self._fraction = max(self._fraction, min(0.99, done / (done + left)))
            self._tell(Progress(self._fraction, message, left))
