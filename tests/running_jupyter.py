"""A real Jupyter server as users start one."""

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

TOKEN = "a-token-for-tests"
PATIENCE = 30.0
"""Seconds until a test gives up waiting; nothing is judged by how long it took."""

SERVER = """\
c.ServerApp.jpserver_extensions = {"kerascope.jupyter": True}
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
"""


@dataclass(frozen=True)
class Answer:
    status: int
    content: Any


@dataclass(frozen=True)
class Jupyter:
    """A running Jupyter server and the folder that it serves."""

    process: subprocess.Popen[bytes]
    port: int
    root: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self, method: str, path: str, body: Any = None, token: str | None = TOKEN, **headers: str
    ) -> Answer:
        """Ask the REST interface; an error's content is the server's JSON."""
        if token is not None:
            headers["Authorization"] = f"token {token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, json.loads(answer.read() or b"null"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, _json(error.read()))

    def log_in(self) -> str:
        """The cookie of a page that is logged in."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/login?token={TOKEN}")
        answer = connection.getresponse()
        connection.close()
        return "; ".join(c.partition(";")[0] for c in answer.headers.get_all("Set-Cookie") or ())

    @asynccontextmanager
    async def connect(
        self, token: str | None = TOKEN, **headers: str
    ) -> AsyncIterator[WebSocketClientConnection]:
        """A socket to a language server, closed at the end."""
        if token is not None:
            headers["Authorization"] = f"token {token}"
        address = f"ws://127.0.0.1:{self.port}/kerascope/language-server"
        socket = await websocket_connect(HTTPRequest(address, headers=headers))
        yield socket
        socket.close()
        while await socket.read_message() is not None:
            pass

    async def until(self, condition: Callable[[], Any]) -> Any:
        """The condition's value once it is true."""
        async with asyncio.timeout(PATIENCE):
            while not (value := condition()):
                await asyncio.sleep(0.05)
            return value

    def children(self) -> set[int]:
        """The processes below the server, by id; zombies do not count."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if fields[0] != "Z":
                    parents[int(entry.name)] = int(fields[1])
        found = {self.process.pid}
        while more := {child for child, above in parents.items() if above in found} - found:
            found |= more
        return found - {self.process.pid}


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_jupyter(
    folder: Path, *command: str, environment: dict[str, str] | None = None
) -> Jupyter:
    """Start a Jupyter server on ``folder / "work"`` with settings of its own, and wait for it."""
    root, private = folder / "work", folder / "private"
    root.mkdir(exist_ok=True)
    private.mkdir(exist_ok=True)
    config = private / "jupyter_server_config.py"
    config.write_text(SERVER)
    port = free_port()
    variables = {**os.environ, **(environment or {})}
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    variables.update({name: str(private / name.lower()) for name in places})
    options = [f"--port={port}", f"--IdentityProvider.token={TOKEN}", f"--config={config}"]
    with (folder / "jupyter.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *options, "--ServerApp.port_retries=0"],
            cwd=root,
            env=variables,
            stdout=log,
            stderr=log,
        )
    server = Jupyter(process, port, root)
    _await_server(server, folder / "jupyter.log")
    return server


def _await_server(server: Jupyter, log: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and server.process.poll() is None:
        try:
            if server.request("GET", "/api/status").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    server.process.kill()
    pytest.fail(f"Jupyter did not start:\n{log.read_text()}")


def stop_jupyter(server: Jupyter) -> None:
    """End a server as Ctrl-C does, if it still runs."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
    server.process.wait(PATIENCE)
