"""How far a probe is: one line that changes on a terminal, a line now and then elsewhere."""

import shutil
import time
from types import TracebackType
from typing import Self, TextIO

from kerascope.cli.output.colour import paint_for
from kerascope.probe.event import EvidenceFound, ProbeEvent, Progress, Started, VerdictReached

_PLAIN_INTERVAL = 10.0


class ProgressLine:
    """Shows a probe's events on a stream; used as a context, it leaves no half line behind."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._paint = paint_for(stream)
        self._line = ""
        self._last = -_PLAIN_INTERVAL

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._draw("")

    def show(self, event: ProbeEvent) -> None:
        """Take one event of the probe."""
        match event:
            case Started(estimate):
                self._say(f"Up to {estimate} trials.")
            case Progress():
                self._progress(event)
            case EvidenceFound(item):
                self._say(item.sentence)
            case VerdictReached(_, verdict):
                self._say(f"{self._paint('bold', verdict.code)} {verdict.name}: {verdict.verdict}")

    def _progress(self, event: Progress) -> None:
        text = described(event)
        if self._live:
            self._draw(text)
        elif time.monotonic() - self._last >= _PLAIN_INTERVAL:
            self._last = time.monotonic()
            self._say(text)

    def _say(self, text: str) -> None:
        """A line that stays, above the one that changes."""
        line = self._line
        self._draw("")
        self._stream.write(f"{text}\n")
        self._draw(line)
        self._stream.flush()

    def _draw(self, text: str) -> None:
        if self._live and (text or self._line):
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"\r\033[K{text[:width]}")
            self._stream.flush()
        self._line = text


def described(event: Progress) -> str:
    """``[ 42 %] 1:05 left  trying KS101``."""
    left = "" if event.seconds_left is None else f" {duration(event.seconds_left)} left"
    return f"[{event.fraction:4.0%}]{left}  {event.message}"


def duration(seconds: float) -> str:
    """``m:ss``."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"
