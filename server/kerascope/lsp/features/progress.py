"""Progress bars in the client, with a button that cancels what they stand for."""

import asyncio
import logging
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from lsprotocol import types as t

from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.protocol import Unanswered

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Bar:
    """The client's progress bar; one without a token shows nothing."""

    ls: KerascopeServer
    token: str | None
    percentage: int = 0

    def begin(self, title: str) -> None:
        self._send(t.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0))

    def report(self, message: str, fraction: float) -> None:
        """``fraction`` runs from 0 to 1; the bar never goes back."""
        self.percentage = max(self.percentage, min(100, round(fraction * 100)))
        self._send(
            t.WorkDoneProgressReport(message=message, percentage=self.percentage, cancellable=True)
        )

    def end(self, message: str) -> None:
        self._send(t.WorkDoneProgressEnd(message=message))

    def _send(self, value: Any) -> None:
        if self.token is not None:
            self.ls.progress(t.ProgressParams(self.token, value))


@asynccontextmanager
async def progress(ls: KerascopeServer, title: str) -> AsyncGenerator[Bar]:
    """A progress bar that cancels the running task when its button is pressed."""
    token = await _token(ls)
    bar = Bar(ls, token)
    if token is not None and (me := asyncio.current_task()) is not None:
        ls.cancels[token] = me
    bar.begin(title)
    said = "stopped"
    try:
        yield bar
        said = "done"
    finally:
        bar.end(said)
        if token is not None:
            ls.cancels.pop(token, None)


def cancel(ls: KerascopeServer, params: t.WorkDoneProgressCancelParams) -> None:
    """The user pressed the button on a progress bar."""
    if (task := ls.cancels.get(str(params.token))) is not None:
        task.cancel()


async def _token(ls: KerascopeServer) -> str | None:
    if not ls.session.client.progress:
        return None
    token = str(uuid.uuid4())
    try:
        params = t.WorkDoneProgressCreateParams(token)
        await ls.ask(t.WINDOW_WORK_DONE_PROGRESS_CREATE, params)
    except Unanswered as error:
        logger.warning("%s There will be no progress bar.", error)
        return None
    return token
