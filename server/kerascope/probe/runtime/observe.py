"""What an instrumented run shows: scales, labels, gradients, updates and units, as numbers."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from . import tree
from .breakdown import breakdown
from .capture import Data
from .layers import inputs_of, leaf_layers, outputs_of
from .loop import package_of
from .outcome import outcome
from .samples import facts
from .trial import Trial
from .weights import Births, as_array

_SAMPLES = 2000
_FEATURES = 64
_LABELS = 50
_BOUNDED = {"sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
_NEAR_BOUND = 0.02
_RECTIFIERS = ("relu", "relu6", "ReLU")

Send = Callable[..., None]


def observe(trial: Trial, births: Births, seed: int, updates: int, send: Send) -> None:
    """Train once while measuring; each message is sent as soon as it is known."""
    send("data", **_data(trial))
    send("samples", **facts(trial.captured))
    groups = _weights_by_layer(trial.model)
    lines = {layer.name: births.line_of(layer) for layer, _ in groups}
    embeddings = [layer.name for layer, _ in groups if _is_embedding(layer)]
    send("reach", lines=lines, **_reach(trial, [layer for layer, _ in groups]))
    trial.start(seed)
    stops = sorted({0, 1, updates // 8, updates // 4, updates // 2, updates})
    few = trial.train.picked(trial.order(seed, 0, 1)[0])
    done, well = 0, 0
    for stop in stops:
        trial.advance(seed, done, stop)
        done = stop
        loss, gradients = _gradients(trial, few)
        send(
            "step",
            updates=stop,
            loss=loss if loss is None or np.isfinite(loss) else None,
            finite=loss is None or bool(np.isfinite(loss)),
            gradients=_by_layer(groups, gradients),
            embeddings=embeddings,
            penalty=_penalty(trial.model),
            activations=_activations(trial),
            ratios=_update_ratios(trial, groups, seed, done),
            lines=lines,
        )
        if loss is not None and not np.isfinite(loss):
            if found := breakdown(trial, seed, well, max(done, well + 1)):
                send("breakdown", **found)
            break
        done += 1
        well = stop
    if trial.mixes_samples:
        send("mixing")
    send("outcome", updates=min(done, updates), **outcome(trial))
    send("observed")


def _gradients(trial: Trial, few: Data) -> tuple[float | None, list[Any] | None]:
    """Nothing of both where the loss stands in a step of the user's own."""
    if trial.own_loss:
        return None, None
    return trial.loop.gradients(few)


def _penalty(model: Any) -> float:
    """What regularisers of weights add to the loss."""
    try:
        if package_of(model) == "tf_keras":
            return float(sum(float(loss) for loss in model.losses))
        weights = [w for w in model.trainable_variables if getattr(w, "regularizer", None)]
        return float(sum(float(as_array(w.regularizer(w))) for w in weights))
    except Exception:
        return 0.0


def _data(trial: Trial) -> dict[str, Any]:
    train = trial.captured.first_epoch
    labels = train.x if train.y is None else train.y
    first, several = tree.leaves(labels)[0], len(tree.leaves(labels)) > 1
    task = trial.task()
    some = np.linspace(0, train.rows - 1, min(_SAMPLES, train.rows)).astype(int)
    inputs = tree.leaves(tree.picked(train.x, some))
    return {
        "task": task,
        "inputs": [scale for leaf in inputs for scale in _scales(leaf)],
        "input_shapes": [list(leaf.shape[1:]) for leaf in inputs],
        # Whole numbers that are predicted as numbers are no classes.
        "labels": [] if task == "regression" else _histogram(first),
        "targets": _target_scale(first) if task == "regression" else None,
        "several": several,
        "variance": float(np.mean(np.var(first.astype(np.float64), axis=0)))
        if _numeric(first)
        else None,
        "loss_name": _loss_name(trial.model),
    }


def _numeric(array: Any) -> bool:
    return array.dtype.kind in "biuf"


def _scales(leaf: Any) -> list[dict[str, Any]]:
    """One entry a feature of a table, one for the whole of an image or a sequence."""
    if not _numeric(leaf):
        return []
    leaf = leaf.astype(np.float64)
    columns = leaf.T if leaf.ndim == 2 and leaf.shape[1] <= _FEATURES else [leaf.reshape(-1)]
    return [
        _scale(column, position if len(columns) > 1 else None)
        for position, column in enumerate(columns)
    ]


def _scale(column: Any, position: int | None) -> dict[str, Any]:
    finite = column[np.isfinite(column)]
    if not len(finite):
        finite = np.zeros(1)
    return {
        "feature": "all values" if position is None else f"feature {position}",
        "low": float(finite.min()),
        "high": float(finite.max()),
        "mean": float(finite.mean()),
        "deviation": float(finite.std()),
    }


def _target_scale(values: Any) -> dict[str, float] | None:
    finite = values[np.isfinite(values)] if _numeric(values) else values[:0]
    if not finite.size:
        return None
    return {
        "low": float(finite.min()),
        "high": float(finite.max()),
        "mean": float(finite.mean()),
        "deviation": float(finite.std()),
    }


def _histogram(labels: Any) -> list[dict[str, Any]]:
    """How often each class stands; ``share``: of the samples, or of all their parts."""
    if labels.ndim == 2 and labels.shape[1] > 1 and set(np.unique(labels).tolist()) <= {0, 1}:
        counts, total = [(str(c), int(n)) for c, n in enumerate(labels.sum(0))], len(labels)
    elif labels.size and _numeric(labels) and np.all(labels == np.round(labels)):
        values, numbers = np.unique(labels, return_counts=True)
        counts = [(f"{value:g}", int(n)) for value, n in zip(values, numbers)]
        total = labels.size
    else:
        return []
    if len(counts) > _LABELS:
        return []
    return [{"label": label, "count": n, "share": n / max(1, total)} for label, n in counts]


def _loss_name(model: Any) -> str:
    loss = model.loss
    name = getattr(loss, "name", None) or getattr(loss, "__name__", None) or loss
    return str(name)


def _weights_by_layer(model: Any) -> list[tuple[Any, list[int]]]:
    """Each layer with the places of its weights among the trainable ones."""
    places = {id(v): k for k, v in enumerate(model.trainable_variables)}
    groups: list[tuple[Any, list[int]]] = []
    for layer in leaf_layers(model):
        own = [places[id(v)] for v in layer.trainable_variables if id(v) in places]
        if own:
            groups.append((layer, own))
    return groups


def _is_embedding(layer: Any) -> bool:
    """Most of its rows get no gradient from a batch, by their nature."""
    return any(parent.__name__ == "Embedding" for parent in type(layer).__mro__)


def _by_layer(groups: list[Any], gradients: list[Any] | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if gradients is None:
        return found
    for layer, places in groups:
        parts = [gradients[k].ravel() for k in places if gradients[k] is not None]
        if not parts:
            found.append({"layer": layer.name, "value": None, "missing": True})
            continue
        value = float(np.sqrt(np.mean(np.concatenate(parts).astype(np.float64) ** 2)))
        found.append(
            {"layer": layer.name, "value": value if np.isfinite(value) else None, "missing": False}
        )
    return found


def _update_ratios(trial: Trial, groups: list[Any], seed: int, done: int) -> list[dict[str, Any]]:
    """How far the next update moves each layer's matrices, relative to their size."""
    variables = list(trial.model.trainable_variables)
    before = [np.array(as_array(v)) for v in variables]
    trial.advance(seed, done, done + 1)
    found: list[dict[str, Any]] = []
    for layer, places in groups:
        matrices = [k for k in places if before[k].ndim > 1]
        size = sum(float((before[k].astype(np.float64) ** 2).sum()) for k in matrices)
        moved = sum(float(((as_array(variables[k]) - before[k]) ** 2).sum()) for k in matrices)
        if size > 0 and np.isfinite(moved):
            found.append({"layer": layer.name, "value": float(np.sqrt(moved / size))})
    return found


def _reach(trial: Trial, layers: list[Any]) -> dict[str, Any]:
    """What the first layer with a matrix of weights is given in training, where a normalisation
    before it counts; that changes the model's statistics."""
    some = np.linspace(0, trial.train.rows - 1, min(_SAMPLES, trial.train.rows)).astype(int)
    first = next((layer for layer in layers if _multiplies(layer)), None)
    if first is None:
        return {"layer": None, "scale": None}
    given = inputs_of(trial.model, first, tree.picked(trial.train.x, some))
    scale = _scale(given.reshape(-1), None) if given is not None and _numeric(given) else None
    return {"layer": first.name, "scale": scale}


def _multiplies(layer: Any) -> bool:
    """Neither a table of vectors nor a norm: its outputs grow with its inputs."""
    matrices = [weight for weight in layer.trainable_variables if len(weight.shape) > 1]
    return bool(matrices) and not _is_embedding(layer)


def _activations(trial: Trial) -> list[dict[str, Any]]:
    some = np.linspace(0, trial.train.rows - 1, min(_SAMPLES, trial.train.rows)).astype(int)
    judged = [(layer, kind) for layer in leaf_layers(trial.model)[:-1] if (kind := _kind(layer))]
    x = tree.picked(trial.train.x, some)
    outputs = outputs_of(trial.model, [layer for layer, _ in judged], x)
    found: list[dict[str, Any]] = []
    for layer, kind in judged:
        values = outputs.get(id(layer))
        if values is not None and np.all(np.isfinite(values)):
            found.append({"layer": layer.name, "kind": kind, **_unit_shares(values, kind)})
    return found


def _kind(layer: Any) -> str:
    """The name of an activation whose units can die or saturate, else nothing."""
    name = getattr(getattr(layer, "activation", None), "__name__", type(layer).__name__)
    return name if name in _BOUNDED or name in _RECTIFIERS else ""


def _unit_shares(values: Any, kind: str) -> dict[str, float]:
    units = values.reshape(-1, values.shape[-1])
    if kind in _BOUNDED:
        low, high = _BOUNDED[kind]
        edge = _NEAR_BOUND * (high - low)
        return {
            "dead": 0.0,
            "saturated": float(((units < low + edge) | (units > high - edge)).mean()),
        }
    return {"dead": float((units <= 0).all(axis=0).mean()), "saturated": 0.0}
