"""A client that speaks in raw messages, and need not keep to the protocol."""

import asyncio
import json

from lsp.metamodel import violations


class Wire:
    """A server spoken to in raw messages."""

    def __init__(self, process):
        self.process = process

    def send_bytes(self, body):
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def send(self, **message):
        self.send_bytes(json.dumps({"jsonrpc": "2.0", **message}).encode())

    async def receive(self):
        header = await self.process.stdout.readuntil(b"\r\n\r\n")
        length = int(header.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        message = json.loads(await self.process.stdout.readexactly(length))
        assert violations(message) == []
        return message

    async def answer(self, number):
        """The answer to a request; what else arrives is passed over."""
        async with asyncio.timeout(30):
            while (message := await self.receive()).get("id") != number:
                pass
            return message

    async def initialize(self):
        self.send(id=0, method="initialize", params={"processId": None, "capabilities": {}})
        result = await self.answer(0)
        self.send(method="initialized", params={})
        return result
