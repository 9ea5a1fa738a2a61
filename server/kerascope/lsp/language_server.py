"""The server as its features see it: the session, and ways to reach the client."""

import asyncio
import logging
from typing import Any

from lsprotocol import types as t
from pygls.lsp.server import LanguageServer

from kerascope import __version__
from kerascope.lsp.analysis import Analyst, Explained
from kerascope.lsp.protocol import StrictProtocol
from kerascope.lsp.session import Analysed, Session
from kerascope.outline.items import Outline

logger = logging.getLogger(__name__)

# Markdown cells come too: a cell's index counts them.
_NOTEBOOKS = t.NotebookDocumentSyncOptions(
    notebook_selector=[t.NotebookDocumentFilterWithNotebook(notebook="*")], save=True
)


class KerascopeServer(LanguageServer):
    """One client's language server. ``cancels`` holds the task behind each progress bar."""

    def __init__(self, analyst: Analyst) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            "kerascope",
            __version__,
            notebook_document_sync=_NOTEBOOKS,
            protocol_cls=StrictProtocol,
        )
        self.analyst = analyst
        self._session: Session | None = None
        self.cancels: dict[str, asyncio.Task[Any]] = {}

    @property
    def has_session(self) -> bool:
        """Whether the client has sent ``initialize``."""
        return self._session is not None

    @property
    def session(self) -> Session:
        """What is remembered of this client; nothing is asked before ``initialize``."""
        assert self._session is not None
        return self._session

    def begin(self, session: Session) -> None:
        self._session = session

    @property
    def connection(self) -> StrictProtocol:
        """The protocol, as the class it is."""
        assert isinstance(self.protocol, StrictProtocol)
        return self.protocol

    async def ask(self, method: str, params: Any) -> Any:
        """Send the client a request. Raises Unanswered."""
        return await self.connection.ask(method, params)

    def warn(self, message: str) -> None:
        """Show a sentence to the user; the same one only once."""
        logger.warning("%s", message)
        self._show_once(message, t.MessageType.Warning)

    def report_failure(self, what: str, details: str) -> None:
        """Log a fault of ours with its traceback, and show once that there was one."""
        logger.error("%s\n%s", what, details)
        self.window_log_message(t.LogMessageParams(t.MessageType.Error, f"{what}\n{details}"))
        reason = details.strip().splitlines()[-1]
        self._show_once(f"{what}: {reason} The log has the details.", t.MessageType.Error)

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """pygls calls this for every fault, and would pop up each of them."""
        logger.error("%s: %s", source.__name__, error, exc_info=error)

    async def outline(self, analysed: Analysed) -> Outline:
        """What an editor shows around the findings of that version."""
        described = await self.session.described(analysed)
        if described.failure:
            path = analysed.snapshot.document.path
            self.report_failure(f"{path} could not be described", described.failure)
        return described.outline

    async def explained(self, rule: str) -> Explained:
        """The documentation of a rule, by code or name."""
        explained = await self.session.explained(rule)
        if explained.failure:
            self.report_failure(f"{rule} could not be explained", explained.failure)
        return explained

    def redraw(self) -> None:
        """Have the client ask again for what it draws into the text."""
        if self.session.client.refresh_inlay_hints:
            self._refresh(t.WORKSPACE_INLAY_HINT_REFRESH)
        if self.session.client.refresh_code_lenses:
            self._refresh(t.WORKSPACE_CODE_LENS_REFRESH)

    def _refresh(self, method: str) -> None:
        # Nobody waits for the answer: it may never come.
        self.protocol.send_request(method)

    def _show_once(self, message: str, kind: t.MessageType) -> None:
        if message not in self.session.reported:
            self.session.reported.add(message)
            self.window_show_message(t.ShowMessageParams(kind, message))
