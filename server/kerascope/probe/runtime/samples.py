"""What is wrong with the samples themselves, whatever is made of them: facts as plain numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from . import tree
from .capture import Capture

_MOST_ROWS = 20_000
_MOST_COLUMNS = 1_000
_MOST_CLASSES = 1_000
_ENOUGH_ROWS = 50
_NAMED = 5
_EQUAL = 1e-9
_OUTLYING = 20.0
_BULK = 0.05
_RARE = 0.02


def facts(captured: Capture) -> dict[str, Any]:
    """Everything that was found, under a key each; a key is missing where there is nothing."""
    train, held_out = captured.first_epoch, captured.held_out
    some = _some(train)
    x, y = tree.picked(train.x, some), tree.picked(train.y, some)
    classes, digests = _classes(y), _digests(x)
    found = {
        "missing": _missing(x, y),
        "constant": _constant(x, y, classes),
        "conflicts": _conflicts(digests, classes),
        **_of_table(x, y, classes),
    }
    if captured.held_out_by == "validation_data":
        found["shared"] = _shared(digests, _digests(tree.picked(held_out.x, _some(held_out))))
    if not captured.held_out_by.startswith("a fifth"):
        found["shifted"] = _shifted(classes, _classes(held_out.y))
    if not captured.shuffled:
        found["ordered"] = _ordered(_classes(train.y), captured.batch_size)
    return {key: value for key, value in found.items() if value is not None}


def _some(data: Any) -> Any:
    return np.linspace(0, data.rows - 1, min(_MOST_ROWS, data.rows)).astype(int)


def _classes(y: Any) -> Any:
    """The class of each sample, [n]; None where labels are no classes."""
    leaves = tree.leaves(y)
    if len(leaves) != 1:
        return None
    labels = np.asarray(leaves[0])
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.dtype.kind not in "biuf" or not labels.size or not np.all(np.isfinite(labels)):
        return None
    if labels.ndim == 2 and np.all((labels == 0) | (labels == 1)) and np.all(labels.sum(1) == 1):
        return labels.argmax(1)
    if labels.ndim != 1 or not np.all(labels == np.round(labels)):
        return None
    # Many whole numbers are quantities: prices, counts, ages.
    few = labels.dtype.kind in "biu" or len(np.unique(labels)) <= 20
    return labels.astype(int) if few and len(np.unique(labels)) <= _MOST_CLASSES else None


def _digests(x: Any) -> list[bytes]:
    """One short text a sample, the same for equal samples."""
    leaves = [np.ascontiguousarray(_without_signed_zeros(leaf)) for leaf in tree.leaves(x)]
    if any(leaf.dtype.kind == "O" for leaf in leaves):
        return [repr([leaf[k] for leaf in leaves]).encode() for k in range(len(leaves[0]))]
    return [b"".join(leaf[k].tobytes() for leaf in leaves) for k in range(tree.rows(x))]


def _without_signed_zeros(leaf: Any) -> Any:
    return leaf + leaf.dtype.type(0) if leaf.dtype.kind == "f" else leaf


def _missing(x: Any, y: Any) -> dict[str, Any] | None:
    """Values that are not finite: how many, and in which columns of a table."""
    inputs = [leaf for leaf in tree.leaves(x) if leaf.dtype.kind == "f"]
    labels = [leaf for leaf in tree.leaves(y) if leaf.dtype.kind == "f"]
    gaps = [~np.isfinite(leaf) for leaf in inputs]
    columns: list[int] = []
    if len(gaps) == 1 and gaps[0].ndim == 2:
        columns = [int(k) for k in np.flatnonzero(gaps[0].any(0))]
    found = {
        "inputs": int(sum(gap.sum() for gap in gaps)),
        "samples": int(_any_sample(gaps).sum()) if gaps else 0,
        "labels": int(sum((~np.isfinite(leaf)).sum() for leaf in labels)),
        "columns": columns[:_NAMED],
        "more": max(0, len(columns) - _NAMED),
    }
    return found if found["inputs"] or found["labels"] else None


def _any_sample(gaps: list[Any]) -> Any:
    return np.any([gap.reshape(len(gap), -1).any(1) for gap in gaps], axis=0)


def _constant(x: Any, y: Any, classes: Any) -> dict[str, Any] | None:
    """Labels or inputs that are the same for every sample."""
    if tree.rows(x) < 2:
        return None
    parts = (("inputs", tree.leaves(x)), ("labels", tree.leaves(y)))
    alike = [what for what, part in parts if part and all(_is_constant(leaf) for leaf in part)]
    if not alike:
        return None
    only = None if classes is None or "labels" not in alike else int(classes[0])
    return {"what": alike, "class": only}


def _is_constant(leaf: Any) -> bool:
    return bool(np.all(leaf == leaf[:1]))


def _conflicts(digests: list[bytes], classes: Any) -> dict[str, Any] | None:
    """Equal samples with several labels: their share, and the accuracy that they leave."""
    if classes is None or len(digests) != len(classes) or len(digests) < _ENOUGH_ROWS:
        return None
    groups: dict[bytes, Counter[int]] = {}
    for digest, label in zip(digests, classes):
        groups.setdefault(digest, Counter())[int(label)] += 1
    mixed = [counts for counts in groups.values() if len(counts) > 1]
    if not mixed:
        return None
    lost = sum(sum(counts.values()) - max(counts.values()) for counts in mixed)
    return {
        "share": sum(sum(counts.values()) for counts in mixed) / len(digests),
        "ceiling": 1 - lost / len(digests),
        "distinct": len(groups),
    }


def _shared(train: list[bytes], held_out: list[bytes]) -> dict[str, Any] | None:
    """Held-out samples that are training samples too, beside how often those repeat at all."""
    if not train or not held_out:
        return None
    known = set(train)
    count = sum(digest in known for digest in held_out)
    repeated = 1 - len(known) / len(train)
    return {"count": count, "share": count / len(held_out), "repeated": repeated}


def _shifted(train: Any, held_out: Any) -> dict[str, Any] | None:
    """How far the shares of the classes differ between training and held-out samples."""
    if train is None or held_out is None or min(len(train), len(held_out)) < _ENOUGH_ROWS:
        return None
    kinds = np.union1d(train, held_out)
    before, after = (
        np.array([np.mean(part == kind) for kind in kinds]) for part in (train, held_out)
    )
    return {
        "distance": float(np.abs(before - after).sum() / 2),
        "unseen": [int(k) for k in kinds[(before == 0) & (after > 0)]][:_NAMED],
        "unseen_share": float(after[before == 0].sum()),
    }


def _ordered(classes: Any, batch: int) -> dict[str, Any] | None:
    """How mixed the classes of a batch are, as a part of how mixed they are at all."""
    if classes is None or batch < 8 or len(classes) < 4 * batch:
        return None
    whole = _entropy(classes)
    if whole == 0:
        return None
    batches = [classes[k : k + batch] for k in range(0, len(classes) - batch + 1, batch)]
    return {"mixed": float(np.mean([_entropy(one) for one in batches])) / whole, "batch": batch}


def _entropy(classes: Any) -> float:
    shares = np.unique(classes, return_counts=True)[1] / len(classes)
    return float(-(shares * np.log(shares)).sum())


def _of_table(x: Any, y: Any, classes: Any) -> dict[str, Any]:
    """What can be said of columns: of one table of numbers, that is."""
    leaves = tree.leaves(x)
    if len(leaves) != 1 or leaves[0].ndim != 2 or leaves[0].dtype.kind not in "biuf":
        return {}
    table = leaves[0].astype(np.float64)
    if len(table) < _ENOUGH_ROWS or not 1 < table.shape[1] <= _MOST_COLUMNS:
        return {}
    columns = list(enumerate(table.T))
    return {
        "label_column": _first(k for k, c in columns if _tells_label(c, y, classes)),
        "row_numbers": _first(k for k, c in columns if _numbers_rows(c)),
        "outliers": _outliers(columns),
    }


def _first(found: Iterable[int]) -> int | None:
    return next(iter(found), None)


def _tells_label(column: Any, y: Any, classes: Any) -> bool:
    """Whether a column is the label, up to its unit or the names of the classes."""
    if not np.all(np.isfinite(column)) or np.ptp(column) == 0:
        return False
    if classes is not None:
        values = np.unique(column)
        if len(values) != len(np.unique(classes)):
            return False
        return len(np.unique(np.stack([column, classes]), axis=1).T) == len(values)
    labels = tree.leaves(y)
    if len(labels) != 1 or labels[0].size != column.size or labels[0].dtype.kind not in "iuf":
        return False
    target = labels[0].reshape(-1).astype(np.float64)
    if not np.all(np.isfinite(target)) or np.ptp(target) == 0:
        return False
    return 1 - abs(float(np.corrcoef(column, target)[0, 1])) < _EQUAL


def _numbers_rows(column: Any) -> bool:
    """Whether a column counts the rows: whole numbers one after the other, none twice."""
    if not np.all(np.isfinite(column)) or np.any(column != np.round(column)):
        return False
    steps: Any = np.diff(np.sort(column))
    return bool(np.all(steps > 0) and np.mean(steps) < 3 and column.min() >= 0)


def _outliers(columns: list[Any]) -> dict[str, Any] | None:
    """The column whose few extreme values leave the others the least room."""
    worst: dict[str, Any] | None = None
    for position, column in columns:
        column = column[np.isfinite(column)]
        if len(np.unique(column)) < 20:
            continue
        low, q25, q75, high = np.quantile(column, [_RARE / 2, 0.25, 0.75, 1 - _RARE / 2])
        if q75 <= q25:
            continue
        far = float(np.abs(column - np.median(column)).max() / (q75 - q25))
        bulk = float((high - low) / np.ptp(column))
        if far > _OUTLYING and bulk < _BULK and (worst is None or bulk < worst["bulk"]):
            worst = {"column": position, "far": far, "bulk": bulk, "high": float(column.max())}
            worst["low"] = float(column.min())
    return worst
