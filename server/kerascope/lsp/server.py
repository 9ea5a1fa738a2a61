"""The server: every feature of the protocol and the module that has it."""

import sys
import threading
from typing import Any, BinaryIO

from lsprotocol import types as t
from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async

from kerascope.lsp.analysis import Analyst
from kerascope.lsp.client import client_of
from kerascope.lsp.features import (
    code_action,
    code_lens,
    commands,
    configuration,
    document_symbol,
    hover,
    inlay_hint,
    notebook,
    probe,
    progress,
    text,
    training_runs,
    unopened,
)
from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.session import Session
from kerascope.lsp.workspace import take_over


def initialize(ls: KerascopeServer, params: t.InitializeParams) -> None:
    """Set up the session before anything else is asked."""
    workspace = take_over(ls.workspace)
    ls.connection.use_workspace(workspace)
    ls.begin(Session(workspace, client_of(params), ls.analyst))
    ls.session.initial = configuration.initial_options(ls, params.initialization_options)


async def shutdown(ls: KerascopeServer, _: None) -> None:
    await put_away(ls)


async def put_away(server: KerascopeServer) -> None:
    """Leave no process and no file behind."""
    if server.has_session:
        await probe.stop_probes(server)
        await unopened.put_away(server)
        for waiting in server.session.analyses.values():
            waiting.cancel()
        if server.session.pages is not None:
            server.session.pages.cleanup()
    await server.analyst.close()


FEATURES: dict[str, tuple[Any, Any]] = {
    t.INITIALIZE: (initialize, None),
    t.INITIALIZED: (configuration.initialized, None),
    t.SHUTDOWN: (shutdown, None),
    t.TEXT_DOCUMENT_DID_OPEN: (text.did_open, None),
    t.TEXT_DOCUMENT_DID_CHANGE: (text.did_change, None),
    t.TEXT_DOCUMENT_DID_SAVE: (text.did_save, t.SaveOptions(include_text=False)),
    t.TEXT_DOCUMENT_DID_CLOSE: (text.did_close, None),
    t.NOTEBOOK_DOCUMENT_DID_OPEN: (notebook.did_open, None),
    t.NOTEBOOK_DOCUMENT_DID_CHANGE: (notebook.did_change, None),
    t.NOTEBOOK_DOCUMENT_DID_SAVE: (notebook.did_save, None),
    t.NOTEBOOK_DOCUMENT_DID_CLOSE: (notebook.did_close, None),
    t.TEXT_DOCUMENT_CODE_ACTION: (code_action.code_action, code_action.OPTIONS),
    t.CODE_ACTION_RESOLVE: (code_action.resolve, None),
    t.TEXT_DOCUMENT_HOVER: (hover.hover, None),
    t.TEXT_DOCUMENT_INLAY_HINT: (inlay_hint.inlay_hint, None),
    t.TEXT_DOCUMENT_CODE_LENS: (code_lens.code_lens, None),
    t.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (document_symbol.document_symbol, None),
    t.WORKSPACE_DID_CHANGE_CONFIGURATION: (configuration.did_change_configuration, None),
    t.WORKSPACE_DID_CHANGE_WATCHED_FILES: (configuration.did_change_watched_files, None),
    t.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (configuration.did_change_workspace_folders, None),
    t.WINDOW_WORK_DONE_PROGRESS_CANCEL: (progress.cancel, None),
    training_runs.METHOD: (training_runs.training_runs, None),
}

COMMANDS: dict[str, Any] = {
    "kerascope.applyFixes": commands.apply_fixes,
    "kerascope.debugInfo": commands.debug_information,
    "kerascope.explain": commands.explain,
    "kerascope.probe": probe.probe,
    "kerascope.restartAnalysis": commands.restart_analysis,
    "kerascope.showModel": commands.show_model,
}


def create_server(analyst: Analyst) -> KerascopeServer:
    """A server with all its features, not yet connected to anybody."""
    server = KerascopeServer(analyst)
    for method, (handler, options) in FEATURES.items():
        server.feature(method, options)(handler)
    for name, handler in COMMANDS.items():
        server.command(name)(handler)
    return server


async def converse(server: KerascopeServer, wire: BinaryIO) -> None:
    """Handle messages until ``exit`` or the end of stdin, then put everything away."""
    server.protocol.set_writer(StdoutWriter(wire))
    reader = StdinAsyncReader(sys.stdin.buffer, server.thread_pool)
    try:
        await run_async(
            threading.Event(), reader, server.protocol, error_handler=server.report_server_error
        )
    except SystemExit:
        # The status that pygls gives to `exit` is the one that serve() ends with.
        pass
    finally:
        await put_away(server)
