"""The protocol as LSP wants it where pygls 2.1 does otherwise. Each method mends one thing."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, cast

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from kerascope.lsp.workspace import ProtocolWorkspace

logger = logging.getLogger(__name__)

REQUEST_TIMEOUT = 10.0
"""Seconds that a client gets to answer us; some never answer what they do not know."""

MessageId = str | int


class Unanswered(Exception):
    """The client has no answer for us. The message says to what."""


class CommandFailed(JsonRpcException):
    """A command cannot be carried out. The message is a sentence for the user."""

    CODE = t.LSPErrorCodes.RequestFailed

    def __init__(self, message: str) -> None:
        super().__init__(message)


class StrictProtocol(LanguageServerProtocol):
    """pygls' protocol with its known faults worked round."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._command_tasks: dict[MessageId, Future[Any]] = {}

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Answer a request whose parameters make no sense; pygls leaves it unanswered."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and isinstance(data.get("id"), MessageId):
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def handle_message(self, message: Any) -> None:
        """Refuse, with an answer, what comes before ``initialize`` or after ``shutdown``."""
        method, number = getattr(message, "method", None), getattr(message, "id", None)
        if method is not None and method != t.EXIT:
            if self._workspace is None and method != t.INITIALIZE:
                return self._refuse(number, t.ErrorCodes.ServerNotInitialized, method)
            if self._shutdown or (self._workspace is not None and method == t.INITIALIZE):
                return self._refuse(number, t.ErrorCodes.InvalidRequest, method)
        return super().handle_message(message)

    def _refuse(self, number: MessageId | None, code: t.ErrorCodes, method: str) -> None:
        if number is not None:
            text = f"{method} is not allowed in this state of the session."
            self._send_response(number, error=t.ResponseError(code, text))

    def _send_response(
        self, msg_id: MessageId, result: Any = None, error: t.ResponseError | None = None
    ) -> None:
        """Keep the traceback that pygls puts into errors in our own log."""
        if error is not None and error.data is not None:
            # pygls has logged it, traceback and all, before it came here.
            error = t.ResponseError(error.code, error.message)
        super()._send_response(msg_id, result, error)

    def _execute_handler(
        self,
        msg_id: MessageId,
        handler: Callable[..., Any],
        callback: Callable[[Future[Any]], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Remember which task works for which request: pygls runs a command's coroutine under
        a number of its own and cannot cancel it."""
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        request, task = self.msg_id, self._request_futures.get(msg_id)
        if request is not None and request != msg_id and isinstance(task, asyncio.Future):
            inner = cast("Future[Any]", task)
            self._command_tasks[request] = inner
            inner.add_done_callback(lambda _: self._forget_command(request, msg_id))

    def _forget_command(self, request: MessageId, inner: MessageId) -> None:
        self._command_tasks.pop(request, None)
        self._request_futures.pop(inner, None)

    def _handle_cancel_notification(self, msg_id: MessageId) -> None:
        """Cancel the coroutine of a command along with its request."""
        task = self._command_tasks.get(msg_id)
        if msg_id in self._request_futures:
            super()._handle_cancel_notification(msg_id)
        if task is not None:
            task.cancel()

    def _handle_response(
        self, msg_id: MessageId, result: Any = None, error: t.ResponseError | None = None
    ) -> None:
        """Drop an answer that nobody waits for any more; pygls raises InvalidStateError."""
        future = self._request_futures.get(msg_id)
        if future is None or future.done():
            self._request_futures.pop(msg_id, None)
            return
        super()._handle_response(msg_id, result, error)

    async def ask(self, method: str, params: Any) -> Any:
        """Send a request to the client and wait for the answer, but not for ever.

        Raises:
            Unanswered: the client refused, or did not answer in time.
        """
        try:
            return await asyncio.wait_for(self.send_request_async(method, params), REQUEST_TIMEOUT)
        except TimeoutError:
            reason = f"The client did not answer {method} within {REQUEST_TIMEOUT:.0f} s."
            raise Unanswered(reason) from None
        except JsonRpcException as error:
            raise Unanswered(f"The client refused {method}: {error}") from error

    @property
    def said_goodbye(self) -> bool:
        """Whether the client has sent ``shutdown``."""
        return self._shutdown

    def use_workspace(self, workspace: ProtocolWorkspace) -> None:
        """Keep the open documents in ``workspace`` instead of pygls' own."""
        self._workspace = workspace
