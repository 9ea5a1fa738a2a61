"""The socket to a language server: a session over it, and its end."""

import asyncio
import json
import signal
from contextlib import asynccontextmanager
from pathlib import Path

PATIENCE = 30.0


async def say(socket, method, params, number=None):
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    await socket.write_message(json.dumps(message | ({} if number is None else {"id": number})))


async def heard(socket, wanted):
    """The first message from now on that is wanted."""
    async with asyncio.timeout(PATIENCE):
        while True:
            text = await socket.read_message()
            assert text is not None, "The server has closed the socket."
            message = json.loads(text)
            if wanted(message):
                return message


@asynccontextmanager
async def begin(jupyter):
    params = {"processId": None, "rootUri": jupyter.root.as_uri(), "capabilities": {}}
    async with jupyter.connect() as socket:
        await say(socket, "initialize", params, 1)
        await heard(socket, lambda m: m.get("id") == 1)
        await say(socket, "initialized", {})
        yield socket


async def test_findings_come_over_the_socket_and_the_server_ends_with_it(jupyter, faulty):
    uri = (jupyter.root / "train.py").as_uri()
    item = {"uri": uri, "languageId": "python", "version": 1, "text": faulty}
    async with begin(jupyter) as socket:
        await say(socket, "textDocument/didOpen", {"textDocument": item})
        pushed = await heard(socket, lambda m: m.get("method") == "textDocument/publishDiagnostics")
        assert jupyter.children()
    assert pushed["params"]["uri"] == uri
    assert "KS501" in [d["code"] for d in pushed["params"]["diagnostics"]]
    await jupyter.until(lambda: not jupyter.children())


async def test_two_pages_have_two_servers(jupyter):
    async with begin(jupyter) as other:
        async with begin(jupyter):
            pass
        await say(other, "workspace/executeCommand", {"command": "kerascope.debugInfo"}, 2)
        answer = await heard(other, lambda m: m.get("id") == 2)
        assert answer["result"]["openDocuments"] == 0
    await jupyter.until(lambda: not jupyter.children())


async def test_everything_ends_with_jupyter(start, faulty):
    server = start()
    sleepy = {"text": "import time\ntime.sleep(600)\n" + faulty, "index": None}
    body = {"kernel": "python3", "cells": [sleepy]}
    async with begin(server):
        assert server.request("POST", "/kerascope/api/probe?path=a.py", body).status == 202
        await server.until(lambda: len(server.children()) >= 4)
        running = server.children()
        server.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(server.process.wait, PATIENCE)
    await server.until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in running))
