"""The fits of a script before the one on trial: which of them it rests on."""

from __future__ import annotations

import inspect
import sys
import time
from typing import Any, Callable

from .loop import package_of

_SHORT = 2
_SECONDS = 40.0


class Earlier:
    """Remembers every fit of a run, and runs those that are not on trial."""

    def __init__(self, whole: list[int]) -> None:
        self._whole = whole
        self._until: float | None = None
        self._fits: list[tuple[int | None, Any, Any]] = []

    def note(self, line: int | None, model: Any, args: tuple[Any, ...], kwargs: Any) -> None:
        """A fit begins."""
        self._fits.append((line, model, kwargs.get("x", args[0] if args else None)))

    def wanted(self, line: int | None) -> dict[str, Any]:
        """How to get to the last fit, or the last in ``line``.

        ``ordinal``: its number. ``whole``: those of fits that trained its weights before.
        ``rounds``: how often it is called with the same model and data; the first time is the one
        to look at then.
        """
        there = [k for k, fit in enumerate(self._fits) if line is None or fit[0] == line]
        if not there:
            return {"ordinal": 0}
        last = there[-1]
        model, first = self._fits[last][1], last
        while first and self._is_alike(first - 1, last):
            first -= 1
        weights = {id(variable) for variable in model.variables}
        before = [
            k + 1
            for k, (_, other, _) in enumerate(self._fits[:first])
            if weights & {id(variable) for variable in other.variables}
        ]
        return {"ordinal": first + 1, "whole": before, "rounds": last - first + 1}

    def _is_alike(self, one: int, other: int) -> bool:
        (line, model, x), (line_too, model_too, x_too) = self._fits[one], self._fits[other]
        return line == line_too and model is model_too and x is x_too

    def run(
        self, ordinal: int, model: Any, original: Callable[..., Any], args: Any, kwargs: Any
    ) -> tuple[Any, bool]:
        """A fit before the one on trial, and whether it was made whole: it is if the other one
        goes on with what it has trained; else one epoch of two steps has to do."""
        if ordinal in self._whole:
            return self._in_time(model, original, args, kwargs), True
        short = {**kwargs, "epochs": 1, "steps_per_epoch": _SHORT, "verbose": 0}
        short["validation_steps"] = 1
        if short.get("validation_data") is None:
            short.pop("validation_steps")
        short.pop("initial_epoch", None)
        return original(model, *args[:2], **short), False

    def _in_time(self, model: Any, original: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """All of it, as long as the time for such fits lasts."""
        self._until = until = self._until or time.monotonic() + _SECONDS

        def stop_if_late(*_where: Any, **_logs: Any) -> None:
            if time.monotonic() > until:
                model.stop_training = True

        callbacks = sys.modules[package_of(model)].callbacks
        watch = callbacks.LambdaCallback(on_train_batch_end=stop_if_late)
        try:
            call = inspect.signature(original).bind(model, *args, **kwargs)
        except TypeError:
            return original(model, *args, **kwargs)
        call.arguments.update(
            verbose=0, callbacks=[*_listed(call.arguments.get("callbacks")), watch]
        )
        return original(*call.args, **call.kwargs)


def _listed(callbacks: Any) -> list[Any]:
    if callbacks is None:
        return []
    inner = getattr(callbacks, "callbacks", callbacks)
    return list(inner) if isinstance(inner, (list, tuple)) else [inner]
