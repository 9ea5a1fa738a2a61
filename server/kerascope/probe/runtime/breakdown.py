"""Where a training breaks down: the update that makes a weight no number, and what led there."""

from __future__ import annotations

from typing import Any

import numpy as np

from .capture import Data
from .layers import leaf_layers, outputs_of
from .trial import Trial
from .weights import as_array


def breakdown(trial: Trial, seed: int, since: int, until: int) -> dict[str, Any] | None:
    """Train again from ``since``, when all was well, one update at a time.

    Returns the ``update``, and of the one before it: the ``loss`` and the ``gradient`` (its norm;
    None where that is no number), the ``largest`` weight, and the first ``layer`` whose output is
    no number. None where no weight breaks by ``until``.
    """
    trial.start(seed)
    trial.advance(seed, 0, since)
    for done in range(since, until):
        before = [np.array(as_array(v)) for v in trial.model.variables]
        trial.advance(seed, done, done + 1)
        if all(_finite(as_array(v)) for v in trial.model.trainable_variables):
            continue
        for variable, value in zip(trial.model.variables, before):
            variable.assign(value)
        batch = trial.train.picked(trial.order(seed, done, done + 1)[0])
        return {"update": done + 1, **_state(trial, batch)}
    return None


def _state(trial: Trial, batch: Data) -> dict[str, Any]:
    loss, gradients = trial.loop.gradients(batch)
    with np.errstate(all="ignore"):
        squares = sum(float((g.astype(np.float64) ** 2).sum()) for g in gradients if g is not None)
    weights = [as_array(v) for v in trial.model.trainable_variables]
    layers = leaf_layers(trial.model)
    outputs = outputs_of(trial.model, layers, batch.x)
    broken = [
        layer.name for layer in layers if id(layer) in outputs and not _finite(outputs[id(layer)])
    ]
    return {
        "loss": loss if np.isfinite(loss) else None,
        "gradient": float(np.sqrt(squares)) if np.isfinite(squares) else None,
        "largest": max((float(np.abs(w).max()) for w in weights if w.size), default=0.0),
        "layer": broken[0] if broken else None,
    }


def _finite(values: Any) -> bool:
    return values.dtype.kind != "f" or bool(np.all(np.isfinite(values)))
