"""Models whose answer for one sample depends on the samples beside it in the batch."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from . import tree

_CLOSE = 1e-3

Predict = Callable[[Any], Any]


def mixes_samples(predict: Predict, x: Any, predictions: Any) -> bool:
    """Whether ``predictions``, made for ``x``, would be others if the second half of ``x`` were.

    Not where the same samples get other answers from call to call, as with noise or a state.
    """
    half = tree.rows(x) // 2
    if half == 0 or tree.rows(predictions) != tree.rows(x):
        return False
    if _differ(predictions, predict(x), half):
        return False
    first = np.arange(tree.rows(x)) % half
    return _differ(predictions, predict(tree.picked(x, first)), half)


def one_by_one(predict: Predict, x: Any) -> Any:
    """The predictions for samples that have no others beside them."""
    single = [predict(tree.picked(x, slice(k, k + 1))) for k in range(tree.rows(x))]
    return tree.mapped(lambda *parts: np.concatenate(parts), *single)


def _differ(before: Any, after: Any, rows: int) -> bool:
    pairs = zip(tree.leaves(before), tree.leaves(after))
    return any(not _close(a[:rows], b[:rows]) for a, b in pairs)


def _close(a: Any, b: Any) -> bool:
    """Equal up to rounding, which differs with the number of samples computed at once."""
    a, b = np.asarray(a, dtype="float64"), np.asarray(b, dtype="float64")
    if a.shape != b.shape:
        return False
    return bool(np.allclose(a, b, rtol=_CLOSE, atol=_CLOSE * float(np.nanstd(a)), equal_nan=True))
