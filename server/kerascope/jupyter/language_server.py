"""One language server for each page, spoken to in whole messages."""

import asyncio
from collections.abc import AsyncIterator

from kerascope.process.child import end_child, start_child

_LENGTH = b"content-length:"


class LanguageServer:
    """A running ``kerascope server``; messages are JSON texts without their headers."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._stdin, self._stdout = process.stdin, process.stdout

    @property
    def process_id(self) -> int:
        return self._process.pid

    def send(self, message: str) -> None:
        """Hand a message over. One that comes after the server's end is dropped."""
        body = message.encode("utf-8", "surrogatepass")
        if not self._stdin.is_closing():
            self._stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    async def messages(self) -> AsyncIterator[str]:
        """What the server says, until it ends."""
        try:
            while True:
                length = 0
                while (line := await self._stdout.readuntil(b"\r\n")) != b"\r\n":
                    if line.lower().startswith(_LENGTH):
                        length = int(line[len(_LENGTH) :])
                yield (await self._stdout.readexactly(length)).decode("utf-8", "surrogatepass")
        except asyncio.IncompleteReadError:
            return

    async def stop(self) -> None:
        await end_child(self._process)


class LanguageServers:
    """All that run for this Jupyter server's pages."""

    def __init__(self) -> None:
        self._running: set[LanguageServer] = set()
        self._ending: set[asyncio.Task[None]] = set()

    async def start(self) -> LanguageServer:
        server = LanguageServer(await start_child("kerascope", "server"))
        self._running.add(server)
        return server

    def end(self, server: LanguageServer) -> None:
        """End a page's server without waiting for it."""
        self._running.discard(server)
        task = asyncio.get_running_loop().create_task(server.stop())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def stop(self) -> None:
        """End them all, and wait for it."""
        for server in list(self._running):
            self.end(server)
        await asyncio.gather(*self._ending, return_exceptions=True)
