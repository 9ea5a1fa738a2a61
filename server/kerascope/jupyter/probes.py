"""The probes of a Jupyter server: one for each document, outliving the page that asked."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from kerascope.jupyter.asked import Asked
from kerascope.probe.event import ProbeEvent, Progress
from kerascope.probe.probers import ProbeRefused, Probers
from kerascope.probe.verdict import to_json

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
        self._probers = Probers("kerascope.jupyter.prober")

    def state(self, path: str) -> dict[str, Any] | None:
        """The last probe of the document, as JSON."""
        state = self._states.get(path)
        return asdict(state) if state is not None else None

    def start(self, path: str, asked: Asked) -> None:
        """Begin a probe.

        Raises:
            AlreadyRunning: the document's last probe has not ended.
        """
        if path in self._tasks:
            raise AlreadyRunning(f"{path} is being probed already. Wait for it or cancel it.")
        former = self._states.get(path)
        state = ProbeState(path, asked.cells, report=former.report if former else None)
        if former is not None and former.report is not None:
            state.cells = former.cells
        self._states[path] = state
        task = asyncio.get_running_loop().create_task(self._run(state, asked))
        self._tasks[path] = task

        def ended(task: asyncio.Task[None]) -> None:
            del self._tasks[path]
            if task.cancelled():
                # Perhaps before its first step, so that it could not say so itself.
                state.status = "cancelled"

        task.add_done_callback(ended)

    async def cancel(self, path: str) -> None:
        """Take a probe back and wait until none of its trials is left."""
        if (task := self._tasks.get(path)) is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def stop(self) -> None:
        """Take them all back, and leave no process behind."""
        await asyncio.gather(*map(self.cancel, list(self._tasks)))
        await self._probers.close()

    async def _run(self, state: ProbeState, asked: Asked) -> None:
        """Follow one probe; it counts as ended when none of its trials is left."""

        def show(event: ProbeEvent) -> None:
            if isinstance(event, Progress):
                state.progress = asdict(event)

        try:
            report = await self._probers.run(asked, show)
            state.report, state.cells = to_json(report), asked.cells
        except ProbeRefused as refusal:
            state.error = str(refusal)
        except (EOFError, ConnectionError):
            state.error = "The probe ended without a report. Jupyter's log says why."
        except Exception as error:
            logger.exception("A probe of %s failed", state.path)
            state.error = str(error) or type(error).__name__
        state.status = "failed" if state.error else "done"
