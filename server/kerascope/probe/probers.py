"""The processes that run probes: each runs one at a time, and one waits, warm, for the next."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Callable
from typing import Any

from kerascope.probe.event import ProbeEvent, Refused
from kerascope.probe.request import TakeBack
from kerascope.probe.verdict import ProbeReport
from kerascope.process.child import GRACE, end_child, start_child
from kerascope.process.wire import framed, receive


class ProbeRefused(Exception):
    """There is nothing to probe; the message is a sentence."""


class Probers:
    """Runs probes in processes of their own, several side by side if asked.

    ``module`` is what they run: ``kerascope.probe.prober`` takes a ``ProbeRequest``.
    """

    def __init__(self, module: str = "kerascope.probe.prober") -> None:
        self._module = module
        self._waiting: _Prober | None = None
        self._closed = False

    async def run(self, request: object, on_event: Callable[[ProbeEvent], None]) -> ProbeReport:
        """The report of one probe; on the way out, also when cancelled, its trials have ended.

        Raises:
            ProbeRefused: what was asked for cannot be probed.
            EOFError, ConnectionError: the process is lost.
        """
        prober = self._take() or _Prober(await start_child(self._module))
        try:
            answer = await prober.run(request, on_event)
        except BaseException:
            await self._recover(prober)
            raise
        await self._give_back(prober)
        if isinstance(answer, Refused):
            raise ProbeRefused(answer.sentence)
        return answer

    async def close(self) -> None:
        """Leave no process behind, and keep none any more."""
        self._closed = True
        if (prober := self._take()) is not None:
            await prober.end()

    def _take(self) -> "_Prober | None":
        prober, self._waiting = self._waiting, None
        return prober if prober is not None and prober.alive else None

    async def _give_back(self, prober: "_Prober") -> None:
        if self._waiting is None and not self._closed and prober.alive:
            self._waiting = prober
        else:
            await prober.end()

    async def _recover(self, prober: "_Prober") -> None:
        try:
            async with asyncio.timeout(GRACE):
                await prober.drop()
        except (TimeoutError, EOFError, ConnectionError):
            await prober.end()
        else:
            await self._give_back(prober)


class _Prober:
    """One process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._reading: asyncio.Task[Any] | None = None

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    async def run(
        self, request: object, on_event: Callable[[ProbeEvent], None]
    ) -> ProbeReport | Refused:
        await self._tell(request)
        while not isinstance(message := await self._hear(), ProbeReport | Refused):
            on_event(message)
        return message

    async def drop(self) -> None:
        """Take the present probe back; its report, which nobody reads, is the answer."""
        await self._tell(TakeBack())
        while not isinstance(await self._hear(), ProbeReport | Refused):
            pass

    async def end(self) -> None:
        await end_child(self._process)

    async def _tell(self, message: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(framed(message))
        await self._process.stdin.drain()

    async def _hear(self) -> Any:
        """The next message. Cancelled in the middle of one, it is read to its end the next time."""
        assert self._process.stdout is not None
        if self._reading is None:
            self._reading = asyncio.create_task(receive(self._process.stdout))
        message = await asyncio.shield(self._reading)
        self._reading = None
        return message
