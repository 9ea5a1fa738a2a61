"""A training loop that the script writes itself: what it trains, with which loss, on which batches.

The loop, with a tape or ``train_on_batch``, is listened to while it runs, and its updates are not
made. What it trains is then trained as ``fit`` would: with the loop's model, loss, optimizer and
data, and a plain step.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import re
import sys
import time
import zlib
from typing import Any, Callable

import numpy as np

from . import tree
from .capture import (
    Capture,
    Data,
    NotCaptured,
    class_weights,
    joined,
    split_off,
    to_arrays,
)

_SECONDS_TO_LISTEN = 30.0
_MOST_BATCHES = 4096
_LEAST_UPDATES = 1200

Ready = Callable[[], None]


class ByHand:
    """Listens to ``tf.GradientTape``, ``train_on_batch``, models, losses and optimizers.

    ``ready`` is called from inside the loop when an epoch of its data, ``limit`` bytes of them or
    the time is over; it need not return.
    """

    def __init__(self, limit: int, ready: Ready) -> None:
        self._limit, self._ready = limit, ready
        self._taped = self._inside = 0
        self._calls: list[tuple[Any, Any]] = []
        self._losses: list[tuple[Any, Any]] = []
        self._seen: set[int] = set()
        self._batches: list[Data] = []
        self._started: float | None = None
        self._ended = False
        self.updates = 0
        self.model: Any = None
        self._loss: Any = None
        self._optimizer: Any = None
        self._class_weight: Any = None
        self._by_batches = False
        self.trouble = ""

    def listen(self, tapes: bool) -> None:
        """From now on; ``tapes``: also to what happens in gradient tapes.

        For that, functions compiled by TensorFlow run step by step until ``capture``. Without
        TensorFlow nothing is heard: the script will say that it is missing.
        """
        if tapes:
            self._listen_to_tapes()
        for name in ("keras", "tf_keras"):
            if name in sys.modules:
                self._patch_train_on_batch(sys.modules[name].Model)

    def _listen_to_tapes(self) -> None:
        try:
            import tensorflow as tf

            tf.keras.Model  # noqa: B018 - loads the Keras that it stands for
        except (ImportError, AttributeError):
            return
        tf.config.run_functions_eagerly(True)
        self._patch_tape(tf.GradientTape)
        for name in ("keras", "tf_keras"):
            if name in sys.modules:
                self._patch_package(sys.modules[name])

    def capture(self) -> Capture:
        """The loop as one call of ``fit``.

        Raises:
            NotCaptured: it is no loop of one model with one loss that Keras knows.
        """
        self._ended = True
        if "tensorflow" in sys.modules:
            sys.modules["tensorflow"].config.run_functions_eagerly(False)
        if self.trouble or not self._batches:
            raise NotCaptured(self.trouble or "the loop makes no update that can be followed")
        if not self._by_batches:
            self.model.compile(optimizer=self._optimizer, loss=self._loss)
        train, held_out, how = split_off(joined(self._batches))
        steps = max(1, len(self._batches))
        return Capture(
            model=self.model,
            train=train,
            held_out=held_out,
            batch_size=max(1, min(self._batches[0].rows, train.rows)),
            epochs=-(-max(self.updates, _LEAST_UPDATES) // steps),
            steps=steps,
            shuffled=True,
            total_rows=train.rows,
            held_out_by=how,
            class_weight=class_weights(self._class_weight),
        )

    def _patch_train_on_batch(self, model_class: Any) -> None:
        original = model_class.train_on_batch
        find = inspect.signature(original).bind

        def train_on_batch(this: Any, *args: Any, **kwargs: Any) -> Any:
            if self._ended:
                return original(this, *args, **kwargs)
            given = find(this, *args, **kwargs)
            given.apply_defaults()
            call = given.arguments
            batch = Data(*(to_arrays(call.get(part)) for part in ("x", "y", "sample_weight")))
            self._by_batches, self._class_weight = True, call.get("class_weight")
            self._hear_update(this, this.optimizer, this.loss, batch)
            # What it gives back, without the update.
            names = ("x", "y", "sample_weight", "return_dict")
            return this.test_on_batch(**{name: call[name] for name in names if name in call})

        model_class.train_on_batch = train_on_batch

    def _patch_tape(self, tape: Any) -> None:
        enter, leave = tape.__enter__, tape.__exit__

        def __enter__(this: Any) -> Any:
            if self._taped == 0:
                self._calls, self._losses = [], []
            self._taped += 1
            return enter(this)

        def __exit__(this: Any, *error: Any) -> Any:
            self._taped -= 1
            return leave(this, *error)

        tape.__enter__, tape.__exit__ = __enter__, __exit__

    def _patch_package(self, package: Any) -> None:
        self._patch_model(package.Model)
        original = package.losses.Loss.__call__

        def __call__(this: Any, y_true: Any, y_pred: Any, *rest: Any, **more: Any) -> Any:
            with_weights = bool(rest) or more.get("sample_weight") is not None
            self._hear_loss(this, y_true, with_weights)
            return original(this, y_true, y_pred, *rest, **more)

        package.losses.Loss.__call__ = __call__
        for namespace in _losses_of(package):
            for name in dir(namespace):
                value = getattr(namespace, name)
                if callable(value) and not isinstance(value, type) and name not in _NO_LOSSES:
                    setattr(namespace, name, self._listening(value))
        for name in ("apply_gradients", "apply"):
            self._patch_optimizer(package.optimizers.Optimizer, name)

    def _patch_model(self, model_class: Any) -> None:
        original = model_class.__call__

        def __call__(this: Any, *args: Any, **kwargs: Any) -> Any:
            if self._taped and not self._inside:
                self._calls.append((this, args[0] if args else kwargs.get("inputs")))
            self._inside += 1
            try:
                return original(this, *args, **kwargs)
            finally:
                self._inside -= 1

        model_class.__call__ = __call__

    def _listening(self, loss: Any) -> Any:
        @functools.wraps(loss)
        def heard(y_true: Any, y_pred: Any, *rest: Any, **more: Any) -> Any:
            self._hear_loss(_with_options(loss, rest, more), y_true, False)
            return loss(y_true, y_pred, *rest, **more)

        return heard

    def _hear_loss(self, loss: Any, y_true: Any, weighted: bool) -> None:
        if self._taped and not self._inside:
            self._losses.append((loss, y_true))
            if weighted:
                self.trouble = "the loop weighs its samples"

    def _patch_optimizer(self, optimizer_class: Any, name: str) -> None:
        original = getattr(optimizer_class, name, None)
        if original is None:
            return

        def apply(this: Any, *args: Any, **kwargs: Any) -> Any:
            if self._ended:
                return original(this, *args, **kwargs)
            self._update(this)
            return None

        setattr(optimizer_class, name, apply)

    def _update(self, optimizer: Any) -> None:
        if len(self._calls) != 1 or len(self._losses) != 1:
            self.trouble = self.trouble or (
                f"each update of the loop calls {len(self._calls)} models and "
                f"{len(self._losses)} losses of Keras, and trials need one of each"
            )
            self.updates += 1
            self._ready()
            return
        (model, x), (loss, y) = self._calls[0], self._losses[0]
        self._hear_update(model, optimizer, loss, Data(to_arrays(x), to_arrays(y)))

    def _hear_update(self, model: Any, optimizer: Any, loss: Any, batch: Data) -> None:
        self.updates += 1
        self._started = self._started or time.monotonic()
        new = self._is_new_batch(model, optimizer, loss, batch)
        late = time.monotonic() - self._started > _SECONDS_TO_LISTEN
        full = sum(tree.size([b.x, b.y]) for b in self._batches) > self._limit
        if self.trouble or not new or late or full or len(self._batches) >= _MOST_BATCHES:
            self._ready()

    def _is_new_batch(self, model: Any, optimizer: Any, loss: Any, batch: Data) -> bool:
        """Take in the samples of this update; False where all of them were there before."""
        if self.model is not None and (model is not self.model or optimizer is not self._optimizer):
            self.trouble = "the loop trains several models"
            return False
        self.model, self._loss, self._optimizer = model, loss, optimizer
        marks = _marks(batch)
        fresh = [k for k, mark in enumerate(marks) if mark not in self._seen]
        self._seen.update(marks)
        if fresh:
            self._batches.append(batch.picked(np.asarray(fresh)))
        return bool(fresh)


def _losses_of(package: Any) -> list[Any]:
    """Where a script finds loss functions: ``keras.losses``, in Keras 3 ``tf.keras.losses`` too."""
    found = [package.losses]
    with contextlib.suppress(ImportError):
        found.append(importlib.import_module(f"{package.__name__}._tf_keras.keras.losses"))
    return found


def _with_options(loss: Any, rest: tuple[Any, ...], more: dict[str, Any]) -> Any:
    """The loss as ``compile`` wants it. Losses are compared by name: it tells the options."""
    if not rest and not more:
        return loss

    def bound(y_true: Any, y_pred: Any) -> Any:
        return loss(y_true, y_pred, *rest, **more)

    # TensorFlow takes word characters only.
    bound.__name__ = re.sub(r"\W+", "_", f"{loss.__name__} {rest} {more}")
    return bound


_NO_LOSSES = ("get", "serialize", "deserialize")


def _marks(batch: Data) -> list[int]:
    """A checksum for each sample with its label."""
    leaves = tree.leaves([batch.x, batch.y])
    return [
        zlib.crc32(b"".join(np.ascontiguousarray(leaf[row]).tobytes() for leaf in leaves))
        for row in range(batch.rows)
    ]
