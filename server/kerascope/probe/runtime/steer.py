"""The user's callbacks that change the course of training: rates by epoch, plateaus, early stops.

Other callbacks watch, save or draw; a trial has no use for them.
"""

from __future__ import annotations

from typing import Any, Callable

_STEERING = ("LearningRateScheduler", "ReduceLROnPlateau", "EarlyStopping")


class Steering:
    """Calls steering callbacks at the ends of the user's epochs.

    ``measure`` gives the logs that Keras would hand to them.
    """

    def __init__(
        self, model: Any, callbacks: list[Any], epoch: int, measure: Callable[[], dict[str, float]]
    ) -> None:
        self._model = model
        self._callbacks = [callback for callback in callbacks if _steers(callback)]
        self._epoch = max(1, epoch)
        self._measure = measure

    @property
    def active(self) -> bool:
        """Whether there is anything to call."""
        return bool(self._callbacks)

    @property
    def stopped(self) -> bool:
        """A callback has ended the training."""
        return self.active and bool(getattr(self._model, "stop_training", False))

    def begin(self) -> None:
        """A new training starts."""
        self._model.stop_training = False
        for callback in self._callbacks:
            callback.set_model(self._model)
            callback.set_params({"verbose": 0})
            callback.verbose = 0
            callback.on_train_begin()

    def next_stop(self, done: int, until: int) -> int:
        """Up to where training may go before a callback wants to be asked."""
        return min(until, (done // self._epoch + 1) * self._epoch) if self.active else until

    def before(self, done: int) -> None:
        """Called before the update after ``done``."""
        if self.active and done % self._epoch == 0:
            for callback in self._callbacks:
                callback.on_epoch_begin(done // self._epoch)

    def after(self, done: int) -> None:
        """Called after ``done`` updates."""
        if not self.active or done % self._epoch:
            return
        logs = self._measure()
        for callback in self._callbacks:
            callback.on_epoch_end(done // self._epoch - 1, dict(logs))
        if self.stopped:
            for callback in self._callbacks:
                callback.on_train_end()


def _steers(callback: Any) -> bool:
    return any(parent.__name__ in _STEERING for parent in type(callback).__mro__)


def metric_names(model: Any) -> list[str]:
    """The names under which the model logs its metrics, those inside containers too."""
    names: list[str] = []
    waiting = list(model.metrics)
    while waiting:
        metric = waiting.pop(0)
        inner = list(getattr(metric, "metrics", None) or [])
        waiting += inner
        if not inner:
            names.append(str(metric.name))
    return names
