"""What a trained model answers, whatever is right."""

from __future__ import annotations

from typing import Any

import numpy as np

from .score import aligned
from .trial import Trial


def outcome(trial: Trial) -> dict[str, Any]:
    """``answer``: the most frequent class among the held-out predictions and its ``share``;
    ``spread``: how much predicted numbers differ, as a part of how much the true ones do."""
    found: dict[str, Any] = {"answer": None, "share": None, "spread": None}
    labels, predictions = (np.asarray(part) for part in trial.answers()[0])
    task, y, p = aligned(labels, predictions.astype(np.float64))
    if not np.all(np.isfinite(p)):
        return found
    if task == "classification":
        classes, counts = np.unique(p.argmax(-1), return_counts=True)
        found["answer"] = int(classes[counts.argmax()])
        found["share"] = float(counts.max() / counts.sum())
    elif task == "regression" and np.std(y) > 0:
        found["spread"] = float(np.std(p) / np.std(y))
    return found
