"""The log that ``fit`` prints, as numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_METRIC = re.compile(r"\b([A-Za-z_][\w/]*): (-?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|nan|inf))")
_EPOCH = re.compile(r"^\s*Epoch (\d+)(?:/(\d+))?", re.IGNORECASE)
_LINE_END = re.compile(r"[\r\n]+|\x08+")
_NO_METRICS = frozenset({"Epoch", "ETA", "step", "lr", "learning_rate", "time"})


@dataclass(frozen=True, slots=True)
class Log:
    """One run of ``fit``: each metric's value at the end of each epoch, in order."""

    series: Mapping[str, tuple[float, ...]]
    epochs: int

    def get(self, *names: str) -> tuple[float, ...]:
        """The first of these metrics that is there; empty without one."""
        return next((self.series[name] for name in names if name in self.series), ())


def parse_log(text: str) -> list[Log]:
    """The runs in a pasted log. Progress bars count as what they last showed."""
    runs: list[list[dict[str, float]]] = []
    last = 0
    for number, metrics in _epochs(text):
        if not runs or (number is not None and number <= last):
            runs.append([])
        last = number or last + 1
        runs[-1].append(metrics)
    return [_log(run) for run in runs if any(run)]


def _epochs(text: str) -> Iterator[tuple[int | None, dict[str, float]]]:
    """Each epoch's number, where the log says it, and its last metrics."""
    number: int | None = None
    seen: dict[str, float] = {}
    headed = False
    for line in _LINE_END.split(text):
        if (head := _EPOCH.match(line)) and not _METRIC.search(line, head.end()):
            if seen:
                yield number, seen
            number, seen, headed = int(head[1]), {}, True
            continue
        found = _metrics(line)
        if "loss" not in found:
            continue
        if not headed:
            yield None, found
        else:
            seen = found
    if seen:
        yield number, seen


def _metrics(line: str) -> dict[str, float]:
    return {name: float(value) for name, value in _METRIC.findall(line) if name not in _NO_METRICS}


def _log(run: list[dict[str, float]]) -> Log:
    epochs = [metrics for metrics in run if metrics]
    names = dict.fromkeys(name for metrics in epochs for name in metrics)
    series = {name: tuple(metrics[name] for metrics in epochs if name in metrics) for name in names}
    return Log(series, len(epochs))
