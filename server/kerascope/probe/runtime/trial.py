"""One arm's model, ready to be trained again and again from fresh weights."""

from __future__ import annotations

import inspect
import time
from functools import lru_cache
from typing import Any, Callable

import numpy as np

from . import tree
from .capture import Capture, Data
from .loop import PACKAGES, loop_for, package_of_class
from .mates import mixes_samples, one_by_one
from .score import score
from .steer import Steering, metric_names
from .weights import Births, Initial, as_array

_CHECKPOINTS = 8
_TRAIN_SCORED = 500
_RECALIBRATION = 512
_SCORED_SINGLY = 200
_SNAPSHOT_BYTES = 256 << 20

Report = Callable[[int, "dict[str, Any]"], None]


class Trial:
    """Trains a captured model from seed to seed. Samples never leave memory."""

    def __init__(self, captured: Capture, births: Births) -> None:
        self.captured = captured
        self.model = captured.model
        self.train = _weighted(captured)
        self._build()
        self.loop = loop_for(self.model, self.train)
        self._initial = Initial(births, list(self.model.variables))
        self._optimizer = _variables_of(self.model.optimizer)
        self._optimizer_start = [np.array(as_array(v)) for v in self._optimizer]
        self._seen = self.train.picked(np.arange(min(_TRAIN_SCORED, self.train.rows)))
        self._judged = captured.held_out
        self._scored_x = tree.mapped(_after_each_other, self._judged.x, self._seen.x)
        self._steering = Steering(
            self.model, captured.callbacks, captured.steps, captured.epochs, self._epoch_logs
        )
        self._snapshots: dict[tuple[int, int, bool], list[Any]] = {}
        self._one_batch = False
        self._normalisers = [
            layer
            for layer in _all_layers(self.model)
            if type(layer).__name__ == "BatchNormalization"
        ]
        self._singly: bool | None = None

    def _build(self) -> None:
        """Create all weights, also of a subclassed model that has not seen data yet."""
        few = self.train.picked(np.arange(min(self.captured.batch_size, self.train.rows)))
        if not self.model.built or not self.model.variables:
            self.model(tree.mapped(_typed, few.x))
        if hasattr(self.model.optimizer, "build"):
            self.model.optimizer.build(self.model.trainable_variables)
        if hasattr(self.model, "_symbolic_build"):
            parts = (few.x, few.y) if few.weight is None else (few.x, few.y, few.weight)
            self.model._symbolic_build(data_batch=tree.mapped(_typed, parts))

    def start(self, seed: int) -> None:
        """Fresh weights and a fresh optimiser."""
        self._initial.set(seed)
        for variable, value in zip(self._optimizer, self._optimizer_start):
            variable.assign(value)
        self._steering.begin()

    def run(
        self, seed: int, since: int, until: int, report: Report, one_batch: bool = False
    ) -> float:
        """Train seed ``seed`` from update ``since`` to ``until``; the seconds it took.

        ``report`` gets (updates, scores) at evenly spaced checkpoints, the last at ``until``.
        ``one_batch``: the same batch in every update, and scored on that batch.
        """
        started = time.monotonic()
        self._one_batch = one_batch
        self._resume(seed, since)
        if since == 0:
            report(0, self.scores())
        done = since
        for stop in _stops(since, until):
            self.advance(seed, done, stop)
            done = stop
            report(done, self.scores())
        self._keep(seed, until)
        return time.monotonic() - started

    def advance(self, seed: int, since: int, until: int) -> None:
        """Make the updates from ``since`` to ``until`` with this seed's batches."""
        done = since
        while done < until and not self._steering.stopped:
            self._steering.before(done)
            stop = self._steering.next_stop(done, until)
            self.loop.run(self.order(seed, done, stop))
            self._steering.after(stop)
            done = stop

    def order(self, seed: int, since: int, until: int) -> Any:
        """Sample numbers for the updates from ``since`` to ``until``, [steps, batch]."""
        rows, batch = self.captured.epoch_rows, self.captured.batch_size
        if self._one_batch:
            return np.tile(_epoch(0, 0, rows, self.captured.shuffled)[:batch], (until - since, 1))
        return np.stack([self._batch(seed, step) for step in range(since, until)])

    def _batch(self, seed: int, step: int) -> Any:
        captured = self.captured
        rows, batch = captured.epoch_rows, captured.batch_size
        an_epoch = max(1, rows // batch)
        epoch, number = divmod(step, an_epoch)
        if captured.batches_shuffled:
            number = int(_epoch(seed, epoch, an_epoch, True)[number])
        chosen = _epoch(seed, epoch, rows, captured.shuffled)
        return (epoch % captured.passes) * rows + chosen[number * batch : (number + 1) * batch]

    def scores(self) -> dict[str, Any]:
        """Scores on the held-out samples, and on some of the training samples."""
        if self._one_batch:
            batch = self.train.picked(self.order(0, 0, 1)[0])
            found = _mean_score(batch, self.loop.predict(batch.x))
            return {**found, "train": found["plain"], "train_quality": found["quality"]}
        held_out, seen = (_mean_score(data, answers) for data, answers in self._answered())
        return {**held_out, "train": seen["plain"], "train_quality": seen["quality"]}

    def answers(self) -> list[tuple[Any, Any]]:
        """Labels and predictions of the held-out samples, one pair an output."""
        return _pairs(*self._answered()[0])

    def _answered(self) -> list[tuple[Data, Any]]:
        """Held-out and some training samples, each with the predictions made for them."""
        saved = self._recalibrate()
        predictions = self._predictions()
        for variable, value in saved:
            variable.assign(value)
        cut = self._judged.rows
        return [
            (self._judged, tree.picked(predictions, slice(cut))),
            (self._seen, tree.picked(predictions, slice(cut, None))),
        ]

    def _predictions(self) -> Any:
        """For the held-out samples and, after them, those of the training samples."""
        if not self.mixes_samples:
            # One forward pass for both: a second shape would cost a second graph.
            return self.loop.predict(self._scored_x)
        return one_by_one(self.loop.predict, self._scored_x)

    @property
    def mixes_samples(self) -> bool:
        """Whether an answer depends on the other samples of its batch.

        Asked for the first time, this looks, and sees to it that samples are then scored one by
        one: that is how a trained model is asked. Batch normalisation in training mode is left
        out, for it knows nothing of a single sample.
        """
        if self._singly is None:
            x = self._scored_x
            self._singly = not self._normalisers and mixes_samples(
                self.loop.predict, x, self.loop.predict(x)
            )
            if self._singly:
                self._judged, self._seen = _some(self._judged), _some(self._seen)
                self._scored_x = tree.mapped(_after_each_other, self._judged.x, self._seen.x)
        return self._singly

    @property
    def own_loss(self) -> bool:
        """The loss stands in a step of the user's own, where nobody else can ask for it."""
        own = [c for c in type(self.model).__mro__ if package_of_class(c) not in PACKAGES]
        steps = any("train_step" in vars(c) for c in own)
        losses = any("compute_loss" in vars(c) for c in own)
        return steps and not losses and not getattr(self.model, "loss", None)

    def task(self) -> str:
        """What the first output is judged as."""
        return str(score(*self.answers()[0])["task"])

    def _epoch_logs(self, asked: set[str]) -> dict[str, float]:
        """What Keras would log at the end of an epoch, as far as callbacks ask for it."""
        logs = {} if self.own_loss else self._quick_logs()
        validated = self.captured.held_out_by.startswith("validation")
        logs = {key: value for key, value in logs.items() if validated or key[:4] != "val_"}
        if self.own_loss or asked - set(logs):
            logs.update(self._evaluated(self._seen, ""))
            logs.update(self._evaluated(self._judged, "val_") if validated else {})
        return logs

    def _quick_logs(self) -> dict[str, float]:
        found = self.scores()
        logs = {"loss": self.loop.loss(self._seen), "val_loss": self.loop.loss(self._judged)}
        for name in metric_names(self.model):
            if "acc" in name:
                logs[name], logs[f"val_{name}"] = found["train"], found["plain"]
        return logs

    def _evaluated(self, data: Data, prefix: str) -> dict[str, float]:
        """What ``evaluate`` says; nothing where the model has no step for it."""
        try:
            found = self.model.evaluate(
                data.x,
                data.y,
                sample_weight=data.weight,
                batch_size=self.captured.batch_size,
                verbose=0,
                return_dict=True,
            )
        except Exception as error:
            print(f"The model cannot be evaluated: {error}")
            return {}
        return {f"{prefix}{name}": float(value) for name, value in found.items()}

    def _recalibrate(self) -> list[tuple[Any, Any]]:
        """Moving statistics from the present weights: after few updates they lag behind.

        Returns what to put back, for training goes on with its own.
        """
        if not self._normalisers:
            return []
        moving = [
            v for layer in self._normalisers for v in (layer.moving_mean, layer.moving_variance)
        ]
        saved = [(v, np.array(as_array(v))) for v in moving]
        momenta = [layer.momentum for layer in self._normalisers]
        for layer in self._normalisers:
            layer.momentum = 0.0
        some = np.linspace(0, self.train.rows - 1, min(_RECALIBRATION, self.train.rows))
        self.loop.predict(tree.picked(self.train.x, some.astype(int)), training=True)
        for layer, momentum in zip(self._normalisers, momenta):
            layer.momentum = momentum
        return saved

    def _state(self) -> list[Any]:
        return [*self.model.variables, *self._optimizer]

    def _keep(self, seed: int, updates: int) -> None:
        if self._steering.active:
            # What a callback remembers is not in the weights: train again from the start.
            return
        values = [np.array(as_array(v)) for v in self._state()]
        if sum(v.nbytes for v in values) * (len(self._snapshots) + 1) <= _SNAPSHOT_BYTES:
            self._snapshots[seed, updates, self._one_batch] = values

    def _resume(self, seed: int, since: int) -> None:
        values = self._snapshots.pop((seed, since, self._one_batch), None)
        if values is None:
            self.start(seed)
            self.advance(seed, 0, since)
            return
        for variable, value in zip(self._state(), values):
            variable.assign(value)


def _some(data: Data) -> Data:
    """So few that each can be asked about alone."""
    if data.rows <= _SCORED_SINGLY:
        return data
    return data.picked(np.linspace(0, data.rows - 1, _SCORED_SINGLY).astype(int))


def _stops(since: int, until: int) -> list[int]:
    return sorted(
        {since + round((until - since) * k / _CHECKPOINTS) for k in range(1, _CHECKPOINTS + 1)}
    )


@lru_cache(maxsize=8)
def _epoch(seed: int, epoch: int, rows: int, shuffled: bool) -> Any:
    if not shuffled:
        return np.arange(rows)
    return np.random.RandomState([seed, epoch]).permutation(rows)


def _typed(leaf: Any) -> Any:
    """Texts as TensorFlow holds them: NumPy has no type for them that Keras knows."""
    if leaf.dtype.kind not in "OSU":
        return leaf
    import tensorflow as tf

    return tf.constant(leaf)


def _after_each_other(first: Any, second: Any) -> Any:
    if first.shape[1:] == second.shape[1:]:
        return np.concatenate([first, second])
    longest = np.maximum(first.shape[1:], second.shape[1:])
    padded = [
        np.pad(a, [(0, 0), *((0, n - m) for n, m in zip(longest, a.shape[1:]))])
        for a in (first, second)
    ]
    return np.concatenate(padded)


def _mean_score(data: Data, predictions: Any) -> dict[str, Any]:
    found = [score(y, p) for y, p in _pairs(data, predictions)]
    keys = ("quality", "skill", "plain", "error")
    mean = {key: float(np.mean([one[key] for one in found])) for key in keys}
    return {**mean, "task": found[0]["task"], "finite": all(one["finite"] for one in found)}


def _weighted(captured: Capture) -> Data:
    """The training samples, class weights turned into sample weights as Keras does."""
    train, weights = captured.train, captured.class_weight
    if not weights:
        return train
    labels = np.asarray(train.y)
    if labels.ndim > 1 and labels.shape[-1] > 1:
        labels = labels.argmax(-1)
    given = np.array(
        [weights.get(int(label), 1.0) for label in labels.reshape(len(labels), -1)[:, 0]]
    )
    if train.weight is not None:
        given = given * np.asarray(train.weight).reshape(len(given), -1)[:, 0]
    return Data(train.x, train.y, given.astype("float32"))


def _variables_of(optimizer: Any) -> list[Any]:
    """Keras 3 has a list here, some releases of Keras 2 a method."""
    found: Any = getattr(optimizer, "variables", [])
    return [*found()] if inspect.ismethod(found) else [*found]


def _all_layers(model: Any) -> list[Any]:
    return list(model._flatten_layers(include_self=False, recursive=True))


def _pairs(data: Data, predictions: Any) -> list[tuple[Any, Any]]:
    """Labels with the predictions made for them, one pair an output."""
    labels = data.x if data.y is None else data.y
    if isinstance(labels, dict) and isinstance(predictions, dict):
        return [(labels[key], predictions[key]) for key in labels]
    return list(zip(tree.leaves(labels), tree.leaves(predictions)))
