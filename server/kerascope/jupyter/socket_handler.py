"""A WebSocket to a language server of its own."""

import asyncio
import json
from typing import Any, cast

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import ws_authenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from kerascope.jupyter.handler import RESOURCE, root_of
from kerascope.jupyter.language_server import LanguageServer, LanguageServers
from kerascope.jupyter.places import OutsideRoot, require_inside

_REQUEST_FAILED = -32803


class LanguageServerSocket(  # pyright: ignore[reportIncompatibleMethodOverride]
    WebSocketMixin, WebSocketHandler, JupyterHandler
):
    """One JSON-RPC message a frame, in both directions; the server ends with the socket."""

    auth_resource = RESOURCE

    def initialize(self, servers: LanguageServers) -> None:
        self._servers = servers
        self._server: LanguageServer | None = None
        self._pump: asyncio.Task[None] | None = None

    def set_default_headers(self) -> None:
        """A WebSocket has no use for Jupyter's headers."""

    @ws_authenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        user, authorizer = self.current_user, cast("Any", self).authorizer
        if not await ensure_async(authorizer.is_authorized(self, user, "execute", RESOURCE)):
            raise HTTPError(403)
        self._root = root_of(self)
        await super().get(*args, **kwargs)

    async def open(self, *args: Any, **kwargs: Any) -> None:
        cast("Any", super()).open(*args, **kwargs)
        server = await self._servers.start()
        if self.ws_connection is None:
            self._servers.end(server)
            return
        self._server = server
        self._pump = asyncio.get_running_loop().create_task(self._pass_on(server))

    def on_message(self, message: str | bytes) -> None:
        content: Any = None
        text = message if isinstance(message, str) else message.decode("utf-8")
        if self._server is None:
            return
        try:
            content = json.loads(text)
            require_inside(content, self._root)
        except ValueError:
            self.close(1007, "Not a JSON-RPC message")
        except OutsideRoot as error:
            self._refuse(content, str(error))
        else:
            self._server.send(text)

    def on_close(self) -> None:
        super().on_close()
        if self._pump is not None:
            self._pump.cancel()
        if self._server is not None:
            self._servers.end(self._server)

    def _refuse(self, message: Any, why: str) -> None:
        cast("Any", self).log.warning("Kerascope refused a message: %s", why)
        if "id" in message and "method" in message:
            error = {"code": _REQUEST_FAILED, "message": why}
            answer = {"jsonrpc": "2.0", "id": message["id"], "error": error}
            self.write_message(json.dumps(answer))

    async def _pass_on(self, server: LanguageServer) -> None:
        try:
            async for message in server.messages():
                await self.write_message(message)
        except WebSocketClosedError:
            return
        self.close(1011, "The language server has ended")
