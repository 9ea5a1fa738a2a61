"""The probes of a Jupyter server: one for each document, outliving the page that asked."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from kerascope.jupyter.child import end_child, start_child

logger = logging.getLogger(__name__)

Status = Literal["running", "done", "cancelled", "failed"]


class AlreadyRunning(Exception):
    """The document is being probed; one probe at a time is enough."""


@dataclass(slots=True)
class ProbeState:
    """What a page needs to know of a document's last probe.

    ``cells`` are the texts that were put to the test, as ``{index, text}``; the verdicts hold
    for these. ``progress`` is ``{fraction, message, seconds_left}``.
    """

    path: str
    cells: list[dict[str, Any]]
    status: Status = "running"
    progress: Mapping[str, Any] = field(default_factory=dict[str, Any])
    report: Mapping[str, Any] | None = None
    error: str | None = None


class Probes:
    """Starts probes, keeps what became of them, and ends them with the Jupyter server."""

    def __init__(self) -> None:
        self._states: dict[str, ProbeState] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def state(self, path: str) -> dict[str, Any] | None:
        """The last probe of the document, as JSON."""
        state = self._states.get(path)
        return asdict(state) if state is not None else None

    def start(self, path: str, request: Mapping[str, Any]) -> None:
        """Begin a probe; ``request`` is what ``kerascope.jupyter.prober`` reads.

        Raises:
            AlreadyRunning: the document's last probe has not ended.
        """
        if path in self._tasks:
            raise AlreadyRunning(f"{path} is being probed already. Wait for it or cancel it.")
        former = self._states.get(path)
        state = ProbeState(path, request["cells"], report=former.report if former else None)
        if former is not None and former.report is not None:
            state.cells = former.cells
        self._states[path] = state
        task = asyncio.get_running_loop().create_task(_run(state, request))
        self._tasks[path] = task
        task.add_done_callback(lambda _: self._tasks.pop(path, None))

    async def cancel(self, path: str) -> None:
        """Take a probe back and wait until none of its processes is left."""
        if (task := self._tasks.get(path)) is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def stop(self) -> None:
        """Take them all back."""
        await asyncio.gather(*map(self.cancel, list(self._tasks)))


async def _run(state: ProbeState, request: Mapping[str, Any]) -> None:
    """Follow one probe; it counts as ended when none of its processes is left."""
    process: asyncio.subprocess.Process | None = None
    status: Status = "failed"
    try:
        process = await start_child("kerascope.jupyter.prober")
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request).encode() + b"\n")
        async for message in _messages(process.stdout):
            _take_in(message, state, request)
            status = "done" if "report" in message else "failed"
        if status == "failed" and state.error is None:
            state.error = "The probe ended without a report. Jupyter's log says why."
    except asyncio.CancelledError:
        status = "cancelled"
        raise
    except Exception as error:
        logger.exception("A probe of %s failed", state.path)
        state.error = str(error)
    finally:
        if process is not None:
            await end_child(process)
        state.status = status


async def _messages(stream: asyncio.StreamReader) -> AsyncIterator[Any]:
    """The child's messages: JSON after the number of its bytes in a line."""
    while line := await stream.readline():
        yield json.loads(await stream.readexactly(int(line)))


def _take_in(message: Any, state: ProbeState, request: Mapping[str, Any]) -> None:
    if "progress" in message:
        state.progress = message["progress"]
    elif "error" in message:
        state.error = message["error"]
    elif "report" in message:
        state.report, state.cells = message["report"], request["cells"]
