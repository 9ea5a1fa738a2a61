"""A fingerprint of all that training depends on: an edit that leaves it alone changes nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from collections.abc import Generator
from typing import Any

import numpy as np

from . import tree
from .capture import Capture, Data
from .weights import Births, as_array
from .written import own_code

_MOST_CLASSES = 1000
_NAMES = ("name", "build_config", "compile_config", "registered_name")
_WIRES = ("keras_history", "inbound_nodes", "input_layers", "output_layers")


def signature(captured: Capture, births: Births) -> dict[str, Any]:
    """Parts that are compared one by one: hashes, and numbers where near is as good as equal."""
    model, train = captured.model, captured.train
    optimizer = dict(model.optimizer.get_config())
    rate = optimizer.pop("learning_rate", None)
    return {
        "model": _hashed([_config(model), _kept(model, births)]),
        "code": own_code(
            [model, *_layers(model), model.optimizer, *_leaves(model.loss), *captured.callbacks]
        ),
        "optimizer": _hashed([type(model.optimizer).__name__, optimizer]),
        "rate": _number(rate),
        "rate_schedule": None if _number(rate) is not None else _hashed(rate),
        "loss": _hashed(_described(model.loss)),
        "x": _digest(train.x),
        "x_scale": [_moments(leaf) for leaf in tree.leaves(train.x)],
        "y": _digest(train.y),
        "held_out": _digest([captured.held_out.x, captured.held_out.y]),
        "judged_by": _digest(captured.held_out.y),
        "judged": _judged(captured.held_out),
        "weight": _digest(train.weight),
        "class_weight": captured.class_weight and sorted(captured.class_weight.items()),
        "fit": [
            captured.batch_size,
            captured.epochs,
            captured.steps,
            captured.shuffled,
            captured.batches_shuffled,
        ],
        "callbacks": [_callback(callback) for callback in captured.callbacks],
    }


def _judged(held_out: Data) -> list[dict[str, Any]]:
    """What is left of each output's held-out labels when encoding and scale are taken away."""
    labels = held_out.x if held_out.y is None else held_out.y
    return [_label_facts(np.asarray(leaf)) for leaf in tree.leaves(labels)]


def _label_facts(labels: Any) -> dict[str, Any]:
    """``classes``: how often each class stands, None where these are no classes; ``quantiles``:
    the distribution of the values in units of their deviation."""
    numeric = labels.dtype.kind in "biuf"
    whole = numeric and labels.size > 0 and bool(np.all(labels == np.round(labels)))
    counts = _class_counts(labels) if whole else []
    return {
        "count": len(labels),
        "classes": counts if counts and len(counts) <= _MOST_CLASSES else None,
        "quantiles": _quantiles(labels.astype(np.float64)) if numeric else [],
    }


def _class_counts(labels: Any) -> list[int]:
    if labels.ndim > 1 and labels.shape[-1] > 1 and labels.min() >= 0 and labels.max() <= 1:
        if not np.all(labels.sum(-1) == 1):
            return [int(n) for n in labels.reshape(-1, labels.shape[-1]).sum(0)]
        labels = labels.argmax(-1)
    return [int(n) for n in np.unique(labels, return_counts=True)[1]]


def _quantiles(values: Any) -> list[float]:
    values = values[np.isfinite(values)]
    if values.size == 0:
        return []
    standard = (values - values.mean()) / max(float(values.std()), 1e-12)
    return [round(float(q), 4) for q in np.quantile(standard, np.linspace(0, 1, 21))]


def _config(model: Any) -> Any:
    """The architecture without the names that count up from one model to the next."""
    try:
        with _tensorflow_left_alone():
            text = model.to_json()
    except Exception:
        return [type(model).__name__, [list(v.shape) for v in model.variables]]
    return _nameless(json.loads(text).get("config"), {})


@contextlib.contextmanager
def _tensorflow_left_alone() -> Generator[None, None, None]:
    """On other backends, Keras imports TensorFlow only to see whether a value is one of its own."""
    module = sys.modules.get("keras.src.utils.module_utils")
    package: Any = getattr(module, "tensorflow", None)
    asked = getattr(package, "_available", True) is not None
    if asked or "tensorflow" in sys.modules:
        yield
        return
    package._available = False
    try:
        yield
    finally:
        package._available = None


def _layers(model: Any) -> list[Any]:
    return list(model._flatten_layers(include_self=False, recursive=True))


def _leaves(losses: Any) -> list[Any]:
    if isinstance(losses, dict):
        losses = list(losses.values())
    return [v for part in losses for v in _leaves(part)] if isinstance(losses, list) else [losses]


def _kept(model: Any, births: Births) -> str:
    """The weights that every trial starts from as they are: loaded, adapted or set by hand."""
    variables = list(model.variables) if model.built else []
    kept = [
        variable
        for variable, fresh in zip(variables, births.fresh(variables))
        if not fresh and "seed_generator_state" not in variable.name
    ]
    return _digest([as_array(variable) for variable in kept])


def _nameless(part: Any, numbers: dict[str, int], wires: bool = False) -> Any:
    """Without names; where layers name each other, with their numbers in order of appearance."""
    if isinstance(part, dict):
        if str(part.get("class_name", "")).endswith("Policy"):
            # The name of a policy of precision is what it does.
            return part
        return {
            key: _nameless(value, numbers, wires=key in _WIRES)
            for key, value in part.items()
            if key not in _NAMES
        }
    if isinstance(part, list) and wires:
        return [
            numbers.setdefault(item, len(numbers))
            if isinstance(item, str)
            else _nameless(item, numbers, wires=True)
            for item in part
        ]
    if isinstance(part, list):
        return [_nameless(item, numbers) for item in part if not isinstance(item, str)] or part
    return part


def _described(thing: Any) -> Any:
    if hasattr(thing, "get_config"):
        return [type(thing).__name__, thing.get_config()]
    if isinstance(thing, dict):
        return {str(key): _described(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_described(item) for item in thing]
    return getattr(thing, "__name__", str(thing))


def _callback(callback: Any) -> str:
    plain = {
        key: value
        for key, value in vars(callback).items()
        if isinstance(value, (int, float, str, bool)) and not key.startswith("_")
    }
    return _hashed([type(callback).__name__, plain])


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _hashed(value: Any) -> str:
    return hashlib.sha1(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _digest(data: Any) -> str:
    total = hashlib.sha1()
    for leaf in tree.leaves(data):
        array = np.ascontiguousarray(as_array(leaf))
        total.update(f"{array.shape}".encode())
        total.update(str(array.tolist()).encode() if array.dtype == object else array.tobytes())
    return total.hexdigest()


def _moments(leaf: Any) -> list[float] | None:
    if leaf.dtype.kind not in "biuf":
        return None
    columns = leaf.reshape(len(leaf), -1)[:, :256].astype(np.float64)
    return [*columns.mean(0).round(6).tolist(), *columns.std(0).round(6).tolist()]
