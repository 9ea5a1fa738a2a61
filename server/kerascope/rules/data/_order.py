"""The order of the rows: when they are known to come class by class."""

from collections.abc import Mapping
from typing import cast

from kerascope.program.tensor import Tensor
from kerascope.program.trail import is_picked, load_of, steps
from kerascope.source.origin import Origin

_SORTED: Mapping[str, str] = {
    "sklearn.datasets.load_iris": "load_iris()",
    "sklearn.datasets.load_wine": "load_wine()",
}
_MIXING = ("shuffle", "split", "sample", "rearrange")


def sorted_by_class(labels: Tensor) -> tuple[str, Origin] | None:
    """Why the labels come class by class, with the place; None where they do not, or may not."""
    load = load_of(labels)
    if load is None or load.origin is None or is_picked(labels) or steps(labels, *_MIXING):
        return None
    if labels.source is not None and labels.source in _SORTED:
        return f"{_SORTED[labels.source]} returns its rows class by class", load.origin
    joined = steps(labels, "concatenate")
    if joined and _of_constants(labels.order) and joined[0].origin:
        return "they are joined class by class", joined[0].origin
    return None


def _of_constants(order: object) -> bool:
    """Whether rows of zeros, of ones, ... were put one after the other."""
    if not isinstance(order, tuple):
        return False
    parts = cast("tuple[object, ...]", order)
    return parts[:1] == ("joined",) and set(parts[1:]) == {"filled"}
