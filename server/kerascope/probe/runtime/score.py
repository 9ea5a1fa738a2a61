"""One score for all arms, from predictions alone: it survives a changed loss or head."""

from __future__ import annotations

from typing import Any

import numpy as np

_TINY = 1e-7
_ROUNDING = 1e-3
_MOST_CLASSES = 1000


def score(labels: Any, predictions: Any) -> dict[str, Any]:
    """Compare ``predictions`` with ``labels`` (arrays, samples first).

    Returns ``quality`` (-1 diverged, 0 the constant predictor, 1 perfect), ``skill`` (balanced
    accuracy over chance, or R² from 0), ``plain`` (accuracy or R²), ``task``, and ``error``: how
    far, as a standard error, other samples of that number would move ``quality`` or ``skill``.
    """
    labels, predictions = np.asarray(labels), np.asarray(predictions, dtype=np.float64)
    task, labels, predictions = aligned(labels, predictions)
    if not np.all(np.isfinite(predictions)):
        worst = {"quality": -1.0, "skill": 0.0, "plain": 0.0, "error": 0.0}
        return {"task": task, "finite": False, **worst}
    judge = {"classification": _classes, "multi-label": _many_labels, "regression": _numbers}
    return {"task": task, "finite": True, **judge[task](labels, predictions)}


def aligned(y: Any, p: Any) -> tuple[str, Any, Any]:
    """Which task this is; labels and predictions in its normal form.

    Classification: labels [n] of class numbers, predictions [n, classes] of probabilities.
    """
    if y.ndim == p.ndim and y.ndim > 1 and y.shape[-1] == 1:
        y = y[..., 0]
    width = p.shape[-1] if p.ndim > 1 else 1
    whole = y.dtype.kind in "iub" or (y.size > 0 and bool(np.all(y == np.round(y))))
    if y.ndim == p.ndim - 1 and whole and width == 1 and _is_two_sided(y):
        return "classification", *_two_classes(y.reshape(-1), p.reshape(-1))
    if y.ndim == p.ndim - 1 and whole and 1 < width <= _MOST_CLASSES and y.max(initial=0) < width:
        return "classification", y.reshape(-1).astype(int), _probabilities(p.reshape(-1, width))
    if y.ndim == p.ndim and y.shape == p.shape and whole and y.ndim > 1 and _is_binary(y):
        if np.all(y.sum(axis=-1) == 1):
            flat = y.reshape(-1, width)
            return "classification", flat.argmax(-1), _probabilities(p.reshape(-1, width))
        return "multi-label", y.reshape(-1, width), _sigmoid_if_needed(p.reshape(-1, width))
    if y.ndim == 1 and whole and 2 < len(np.unique(y)) <= 20 and width == 1:
        return "classification", *_rounded(y, p.reshape(-1))
    return "regression", *_same_shape(y.astype(np.float64), p)


def _two_classes(y: Any, p: Any) -> tuple[Any, Any]:
    if y.size and y.min() < 0:
        y, p = (y + 1) // 2, (p + 1) / 2
    if p.size and np.all(np.isfinite(p)) and (p.min() < 0 or p.max() > 1):
        p = _sigmoid(p)
    return y.astype(int), np.stack([1 - p, p], axis=-1)


def _rounded(y: Any, p: Any) -> tuple[Any, Any]:
    """Class numbers that one unit predicts as a quantity: the nearest class counts."""
    classes = np.unique(y)
    index = np.searchsorted(classes, y)
    if not np.all(np.isfinite(p)):
        return index, np.full((len(y), len(classes)), np.nan)
    nearest = np.abs(p[:, None] - classes[None, :]).argmin(-1)
    sure = 0.9
    return index, np.eye(len(classes))[nearest] * sure + (1 - sure) / len(classes)


def _same_shape(y: Any, p: Any) -> tuple[Any, Any]:
    if y.ndim == p.ndim - 1 and p.shape[-1] == 1:
        p = p[..., 0]
    if y.shape != p.shape:
        y, p = np.broadcast_arrays(y.reshape(len(y), -1)[:, :1], p.reshape(len(p), -1))
    return y.reshape(len(y), -1), p.reshape(len(p), -1)


def _is_two_sided(y: Any) -> bool:
    values = set(np.unique(y).tolist())
    return values <= {0, 1} or values <= {-1, 1}


def _is_binary(y: Any) -> bool:
    return bool(np.all((y == 0) | (y == 1)))


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))


def _sigmoid_if_needed(p: Any) -> Any:
    return p if not np.all(np.isfinite(p)) or (p.min() >= 0 and p.max() <= 1) else _sigmoid(p)


def _probabilities(p: Any) -> Any:
    """Rows that sum to 1: shares as they are, or the softmax of logits.

    Values from 0 to 1, as of one sigmoid a class, are divided by their sum: so does Keras' loss.
    """
    if not np.all(np.isfinite(p)):
        return p
    if p.min(initial=0) >= 0 and p.max(initial=0) <= 1 + _ROUNDING:
        return np.clip(p, _TINY, None) / np.clip(p, _TINY, None).sum(-1, keepdims=True)
    shifted = np.exp(p - p.max(-1, keepdims=True))
    return shifted / shifted.sum(-1, keepdims=True)


def _classes(y: Any, p: Any) -> dict[str, float]:
    shares = np.bincount(y, minlength=p.shape[-1]) / max(len(y), 1)
    surprise = -np.log(np.clip(p[np.arange(len(y)), y], _TINY, 1))
    hits = p.argmax(-1) == y
    present = np.flatnonzero(shares)
    recalls = [hits[y == c] for c in present]
    recall = float(np.mean([r.mean() for r in recalls])) if len(present) else 0.0
    chance = 1 / max(len(present), 2)
    scatter = sum(r.var() / len(r) for r in recalls) ** 0.5 / max(len(recalls), 1)
    return {
        "quality": _quality(surprise.mean(), _entropy(shares)),
        "skill": (recall - chance) / (1 - chance),
        "plain": float(hits.mean()),
        "error": max(_error(surprise, _entropy(shares)), float(scatter) / (1 - chance)),
    }


def _many_labels(y: Any, p: Any) -> dict[str, float]:
    p = np.clip(p, _TINY, 1 - _TINY)
    surprise = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean(-1)
    prior = y.mean(0)
    entropy = float(np.mean([_entropy(np.array([q, 1 - q])) for q in prior]))
    guess = p > 0.5
    mixed = [c for c in range(y.shape[1]) if 0 < prior[c] < 1]
    recalls = [
        (guess[y[:, c] == 1, c].mean() + (~guess[y[:, c] == 0, c]).mean()) / 2 for c in mixed
    ]
    balanced = float(np.mean(recalls)) if recalls else 0.5
    return {
        "quality": _quality(surprise.mean(), entropy),
        "skill": 2 * balanced - 1,
        "plain": float((guess == y).mean()),
        "error": _error(surprise, entropy),
    }


def _numbers(y: Any, p: Any) -> dict[str, float]:
    variance = float(np.mean(np.var(y, axis=0)))
    errors = ((np.clip(p, -1e15, 1e15) - y) ** 2).mean(-1)
    explained = 1 - float(errors.mean()) / max(variance, _TINY)
    return {
        "quality": _quality(errors.mean(), variance),
        "skill": max(explained, 0.0),
        "plain": max(explained, -1e6),
        "error": _error(errors, variance),
    }


def _entropy(shares: Any) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log(some)).sum())


def _quality(loss: float, reference: float) -> float:
    ratio = float(loss) / max(float(reference), _TINY)
    return (1 - ratio) / (1 + ratio)


def _error(losses: Any, reference: float) -> float:
    """The standard error of the quality that these losses, one a sample, come to."""
    ratio = float(losses.mean()) / max(float(reference), _TINY)
    of_ratio = float(losses.std()) / len(losses) ** 0.5 / max(float(reference), _TINY)
    return 2 * of_ratio / (1 + ratio) ** 2
