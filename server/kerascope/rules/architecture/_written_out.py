"""Small data that are written out in the script: what their numbers alone tell."""

import re
from itertools import combinations
from statistics import StatisticsError, correlation

from kerascope.program.tensor import Tensor
from kerascope.program.training import Fit
from kerascope.program.value import Known

_FEW = 6
_STRAIGHT, _STRAIGHT_OF_FEW = 0.98, 0.85
"""Correlation from which points, or a few of them, lie along a line."""

_BENT = re.compile(r"\*\*|\b(?:sin|cos|exp|log|sqrt|square|power)\b")
"""Text that computes what no line is."""


def rows_of(tensor: Tensor) -> list[tuple[float, ...]]:
    """The rows of an array that is written out in the script; none where it is not known."""
    values, shape = tensor.values, tensor.shape
    if not values or not shape or not shape[0] or len(values) % shape[0]:
        return []
    size = len(values) // shape[0]
    return [values[at : at + size] for at in range(0, len(values), size)]


def has_crossing_classes(fit: Fit) -> bool:
    """Whether two samples of one class have the same midpoint as two of another, as in XOR: a
    line that has the first two on one side has one of the others there too."""
    if not isinstance(fit.x, Known) or not isinstance(fit.y, Known):
        return False
    points, labels = rows_of(fit.x.value), rows_of(fit.y.value)
    if len(points) != len(labels) or len(set(labels)) != 2:
        return False
    middles: dict[tuple[float, ...], tuple[float, ...]] = {}
    for (one, first), (two, second) in combinations(zip(points, labels, strict=True), 2):
        middle = tuple(a + b for a, b in zip(one, two, strict=True))
        if first == second and middles.setdefault(middle, first) != first:
            return True
    return False


def lies_on_a_line(fit: Fit) -> bool:
    """Whether the data are a toy that a linear model fits: numbers written out in the script that
    lie along a line, or ranges from which nothing bent is computed."""
    if not isinstance(fit.x, Known) or not isinstance(fit.y, Known):
        return False
    x, y = fit.x.value, fit.y.value
    if x.source != "literal" or y.source != "literal":
        return False
    if x.values and y.values and len(x.values) == len(y.values):
        try:
            least = _STRAIGHT_OF_FEW if len(x.values) <= _FEW else _STRAIGHT
            return abs(correlation(x.values, y.values)) >= least
        except StatisticsError:
            return False
    trail = (*x.trail, *y.trail)
    if any(s.kind == "compute" or (s.origin and _BENT.search(s.origin.text)) for s in trail):
        return False
    return y.low is not None and y.high is not None and y.high - y.low > 1
