"""One arm: a version of the script, run up to its fit, then trained as it is told."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from typing import Any, Callable, NoReturn

from .beginning import Beginning, narrow
from .by_hand import ByHand
from .capture import Capture, NotCaptured, capture
from .channel import Channel
from .earlier import Earlier
from .frozen import keep_frozen
from .loop import backend_of, package_of
from .observe import observe
from .script import ScriptFailed, execute, in_one_line
from .signature import signature
from .trial import Trial
from .weights import line_in


class Arm:
    """Runs the script and answers requests from inside the fit that was asked for."""

    def __init__(
        self, orders: dict[str, Any], channel: Channel, beginning: Beginning | None
    ) -> None:
        self._orders = orders
        self._channel = channel
        self._beginning = beginning
        self._fits: list[int | None] = []
        self._earlier = Earlier(orders["wanted"].get("whole", []))
        self._loop: ByHand | None = None

    def run(self) -> None:
        """Run to the end of the arm's life; this process ends here."""
        orders = self._orders
        if self._beginning is None:
            self._beginning = Beginning(orders)
        else:
            narrow(orders)
        self._births = self._beginning.births
        self._channel.send("running", protections=self._beginning.guards)
        self._beginning.on_fit = self._on_fit
        if orders["by_hand"]:
            self._loop = ByHand(orders["sample"], self._on_loop)
            self._loop.listen(tapes="GradientTape" in orders["text"])
        try:
            execute(orders["text"], orders["path"], self._beginning.done)
        except ScriptFailed as error:
            self._channel.send(
                "script failed", message=str(error), line=error.line, wanted=self._reached()
            )
            return
        if self._loop and self._loop.updates and not self._fits:
            self._on_loop()
        self._channel.send("script ended", wanted=self._reached())

    def _reached(self) -> dict[str, Any]:
        """How to get to the fit that was asked about."""
        return self._earlier.wanted(self._orders["wanted"].get("about"))

    def _on_fit(self, model: Any, original: Any, args: tuple[Any, ...], kwargs: Any) -> Any:
        line = line_in(self._orders["path"])
        self._fits.append(line)
        if not self._is_wanted(line):
            return self._before(line, model, original, args, kwargs)
        limit = self._orders["sample"]
        return self._end_with(lambda: capture(model, original, args, kwargs, limit), line)

    def _on_loop(self) -> None:
        """The script's own loop has shown what it trains."""
        loop, line = self._loop, line_in(self._orders["path"])
        assert loop is not None
        if self._fits:
            return
        self._end_with(loop.capture, line)

    def _end_with(self, take: Callable[[], Capture], line: int | None) -> NoReturn:
        """Raising would not do: a bare except in the script would catch it and go on."""
        self._serve(take, line)
        sys.stdout.flush()
        os._exit(0)

    def _is_wanted(self, line: int | None) -> bool:
        wanted = self._orders["wanted"]
        if wanted.get("line") is not None:
            return line == wanted["line"]
        return wanted.get("ordinal") == len(self._fits)

    def _before(
        self, line: int | None, model: Any, original: Any, args: tuple[Any, ...], kwargs: Any
    ) -> Any:
        """A fit before the one on trial."""
        if self._orders["wanted"].get("ordinal") == -1:
            self._earlier.note(line, model, args, kwargs)
        history, whole = self._earlier.run(len(self._fits), model, original, args, kwargs)
        if not whole:
            self._births.renew(list(model.variables))
        return history

    def _serve(self, take: Callable[[], Capture], line: int | None) -> None:
        """Answer requests until there are no more."""
        try:
            captured = take()
            keep_frozen(captured.model)
            described = signature(captured, self._births)
            trial = Trial(captured, self._births)
        except NotCaptured as error:
            self._channel.send(
                "not captured", message=f"{error}.", line=line, by_hand=not self._fits
            )
            return
        except Exception as error:
            self._fail(error, line)
            return
        self._channel.send(
            "captured",
            signature=described,
            environment=_environment(captured.model),
            ordinal=len(self._fits),
            line=line,
            by_hand=not self._fits,
            train_samples=captured.epoch_rows,
            total_samples=captured.total_rows,
            held_out_samples=captured.held_out.rows,
            held_out_by=captured.held_out_by,
            users_updates=max(1, captured.epochs * captured.steps) * self._rounds(),
            epoch_updates=captured.steps,
            rounds=self._rounds(),
        )
        while (request := self._channel.receive()) is not None and request["event"] != "end":
            try:
                self._answer(trial, request)
            except Exception as error:
                self._fail(error, line)

    def _rounds(self) -> int:
        """How often this very fit is called."""
        return int(self._orders["wanted"].get("rounds", 1))

    def _answer(self, trial: Trial, request: dict[str, Any]) -> None:
        if request["event"] == "observe":
            observe(trial, self._births, request["seed"], request["updates"], self._channel.send)
            return
        seconds = trial.run(
            request["seed"],
            request["since"],
            request["until"],
            lambda updates, scores: self._channel.send("checkpoint", updates=updates, **scores),
            request["one_batch"],
        )
        self._channel.send("trained", seconds=seconds)

    def _fail(self, error: Exception, line: int | None) -> None:
        traceback.print_exc()
        self._channel.send("training failed", message=in_one_line(error), line=line)


def _environment(model: Any) -> dict[str, Any]:
    package = sys.modules[package_of(model)]
    return {
        "python": platform.python_version(),
        "package": package.__name__,
        "keras": str(package.__version__),
        "backend": backend_of(model),
        "device": _device(backend_of(model)),
        "platform": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1,
    }


def _device(backend: str) -> str:
    try:
        if backend == "tensorflow":
            return "GPU" if sys.modules["tensorflow"].config.list_physical_devices("GPU") else "CPU"
        if backend == "jax":
            return str(sys.modules["jax"].default_backend()).upper()
        return "GPU" if sys.modules["torch"].cuda.is_available() else "CPU"
    except Exception:
        return "CPU"
