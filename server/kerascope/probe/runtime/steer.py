"""The user's callbacks that change the course of training: rates by epoch, plateaus, early stops.

So do callbacks of the user's own that set the rate or end the training. Others watch, save or draw;
a trial has no use for them.
"""

from __future__ import annotations

import copy
import dis
import types
from typing import Any, Callable

from .loop import PACKAGES, package_of_class

_STEERING = ("LearningRateScheduler", "ReduceLROnPlateau", "EarlyStopping")
_SET = {"learning_rate", "lr", "stop_training"}
_SETTERS = {"assign", "set_value"}
_BY_BATCH = {
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_batch_begin",
    "on_batch_end",
}

Measure = Callable[["set[str]"], "dict[str, float]"]


class Steering:
    """Calls steering callbacks at the ends of the user's epochs.

    ``measure`` gives the logs that Keras would hand to them, with what they ask for.
    """

    def __init__(
        self, model: Any, callbacks: list[Any], epoch: int, epochs: int, measure: Measure
    ) -> None:
        self._model = model
        self._callbacks = [callback for callback in callbacks if _steers(callback)]
        self._own = [c for c in self._callbacks if not _is_of_keras(c)]
        self._at_first = [_state(callback) for callback in self._own]
        self._by_batch = any(_sets_by_batch(callback) for callback in self._own)
        self._epoch = max(1, epoch)
        self._epochs = epochs
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
        for callback, state in zip(self._own, self._at_first):
            vars(callback).update(copy.deepcopy(state))
        for callback in self._callbacks:
            callback.set_model(self._model)
            params = {"verbose": 0, "epochs": self._epochs, "steps": self._epoch}
            callback.set_params(params)
            callback.verbose = 0
        self._call("on_train_begin")

    def next_stop(self, done: int, until: int) -> int:
        """Up to where training may go before a callback wants to be asked."""
        if self._by_batch:
            return min(until, done + 1)
        return min(until, (done // self._epoch + 1) * self._epoch) if self.active else until

    def before(self, done: int) -> None:
        """Called before the update after ``done``."""
        if self.active and done % self._epoch == 0:
            self._call("on_epoch_begin", done // self._epoch)
        if self._by_batch:
            self._call("on_train_batch_begin", done % self._epoch)

    def after(self, done: int) -> None:
        """Called after ``done`` updates."""
        if self._by_batch:
            self._call("on_train_batch_end", (done - 1) % self._epoch)
        if not self.active or done % self._epoch:
            return
        logs = self._measure(self._asked())
        self._call("on_epoch_end", done // self._epoch - 1, logs)
        if self.stopped:
            self._call("on_train_end")

    def _asked(self) -> set[str]:
        """Names of logs; what a callback of the user's own asks for is not known."""
        asked = {str(c.monitor) for c in self._callbacks if hasattr(c, "monitor")}
        return asked | {"anything"} if self._own else asked

    def _call(self, event: str, *where: Any) -> None:
        for callback in self._callbacks:
            arguments = [dict(one) if isinstance(one, dict) else one for one in where]
            if _is_of_keras(callback):
                getattr(callback, event)(*arguments)
                continue
            try:
                getattr(callback, event)(*arguments)
            except Exception as error:
                # It may ask for more than a trial can tell it.
                print(f"{event} of {type(callback).__name__} failed: {error}")


def _steers(callback: Any) -> bool:
    kinds = {parent.__name__ for parent in type(callback).__mro__}
    return bool(kinds & set(_STEERING)) or any(_sets(f) for f in _own_functions(callback).values())


def _is_of_keras(callback: Any) -> bool:
    return package_of_class(type(callback)) in PACKAGES and not _own_functions(callback)


def _sets_by_batch(callback: Any) -> bool:
    return any(name in _BY_BATCH for name in _own_functions(callback))


def _own_functions(callback: Any) -> dict[str, types.FunctionType]:
    """Methods outside of Keras, and functions that a ``LambdaCallback`` was given."""
    own = [c for c in type(callback).__mro__ if package_of_class(c) not in (*PACKAGES, "builtins")]
    holders = [vars(c) for c in reversed(own)]
    if type(callback).__name__ == "LambdaCallback":
        holders.append(vars(callback))
    return {
        name: value
        for holder in holders
        for name, value in holder.items()
        if isinstance(value, types.FunctionType) and value.__module__.split(".")[0] not in PACKAGES
    }


def _sets(function: types.FunctionType) -> bool:
    """Whether it sets a rate or stops the training."""
    waiting, names = [function.__code__], set()
    while waiting:
        code = waiting.pop()
        names |= set(code.co_names)
        waiting += [c for c in code.co_consts if isinstance(c, types.CodeType)]
        if any(i.opname == "STORE_ATTR" and i.argval in _SET for i in dis.get_instructions(code)):
            return True
    return bool(names & _SETTERS) and bool(names & _SET)


def _state(callback: Any) -> dict[str, Any]:
    """What it remembers before training begins."""
    kept: dict[str, Any] = {}
    for name, value in vars(callback).items():
        if name not in ("_model", "model", "params"):
            try:
                kept[name] = copy.deepcopy(value)
            except Exception:
                continue
    return kept


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
