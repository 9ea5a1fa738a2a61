"""A client as editors have them, connected to the real server over stdio."""

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsp.metamodel import converter, violations
from lsp.wire import Wire
from lsprotocol import types as t
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

PATIENCE = 30.0
"""Seconds until a test gives up waiting; nothing is judged by how long it took."""

Start = Callable[..., Awaitable["Editor"]]


class Editor(LanguageClient):
    """A client that keeps what it is told, and edits documents as users do."""

    def __init__(self) -> None:
        super().__init__(converter_factory=converter)
        self.published: dict[str, list[t.PublishDiagnosticsParams]] = {}
        self.applied: list[t.WorkspaceEdit] = []
        self.reports: list[Any] = []
        self.registered: list[t.Registration] = []
        self.refreshed: list[str] = []
        self.result: t.InitializeResult | None = None
        self.violations: list[str] = []
        self._names = itertools.count()
        register_lsp_features(self)
        self.protocol.fm.features.pop(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        handlers: dict[str, Callable[[Any], Any]] = {
            "kerascope/probeReport": self.reports.append,
            t.CLIENT_REGISTER_CAPABILITY: self._register,
            t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: self._publish,
            t.WORKSPACE_APPLY_EDIT: self._apply,
            t.WORKSPACE_CODE_LENS_REFRESH: lambda _: self.refreshed.append("lenses"),
            t.WORKSPACE_INLAY_HINT_REFRESH: lambda _: self.refreshed.append("hints"),
        }
        for method, handler in handlers.items():
            # pygls cannot register a bound method itself.
            self.feature(method)(partial(handler))
        self._structure = self.protocol.structure_message
        self.protocol.structure_message = self._checked

    def _checked(self, data: Any) -> Any:
        """Hold the server's message against the protocol before it is taken. The decoder of JSON
        passes every object that it meets."""
        if "jsonrpc" in data:
            answered = self.protocol._result_types.get(data.get("id"))
            self.violations += violations(data, answered)
        return self._structure(data)

    def _apply(self, params: t.ApplyWorkspaceEditParams) -> t.ApplyWorkspaceEditResult:
        self.applied.append(params.edit)
        return t.ApplyWorkspaceEditResult(applied=True)

    def _register(self, params: t.RegistrationParams) -> None:
        self.registered += params.registrations

    def _publish(self, params: t.PublishDiagnosticsParams) -> None:
        self.published.setdefault(params.uri, []).append(params)
        self.diagnostics[params.uri] = params.diagnostics

    def new_uri(self, suffix: str = "py") -> str:
        """A URI that no other test uses."""
        return f"untitled:Untitled-{next(self._names)}.{suffix}"

    def open(self, text: str, uri: str | None = None, version: int = 1) -> str:
        """Open a script; returns its URI."""
        uri = uri or self.new_uri()
        item = t.TextDocumentItem(uri, "python", version, text)
        self.text_document_did_open(t.DidOpenTextDocumentParams(item))
        return uri

    def edit(self, uri: str, version: int, *changes: t.TextDocumentContentChangeEvent) -> None:
        document = t.VersionedTextDocumentIdentifier(version, uri)
        self.text_document_did_change(t.DidChangeTextDocumentParams(document, list(changes)))

    def rewrite(self, uri: str, version: int, text: str) -> None:
        """Replace the whole text."""
        self.edit(uri, version, t.TextDocumentContentChangeWholeDocument(text))

    def close(self, uri: str) -> None:
        document = t.TextDocumentIdentifier(uri)
        self.text_document_did_close(t.DidCloseTextDocumentParams(document))

    async def until(self, condition: Callable[[], Any]) -> Any:
        """The condition's value once it is true."""
        async with asyncio.timeout(PATIENCE):
            while not (value := condition()):
                await asyncio.sleep(0.005)
            return value

    async def diagnosed(self, uri: str, version: int | None = 1) -> list[t.Diagnostic]:
        """The diagnostics of that version, once they are published."""
        pushed = await self.until(
            lambda: next((p for p in self.published.get(uri, []) if p.version == version), None)
        )
        return list(pushed.diagnostics)

    async def codes(self, uri: str, version: int | None = 1) -> list[Any]:
        return [d.code for d in await self.diagnosed(uri, version)]

    async def actions(
        self, uri: str, *diagnostics: t.Diagnostic, only: list[Any] | None = None
    ) -> list[Any]:
        """The code actions at the diagnostics' place, or in the whole document."""
        nothing = t.Range(t.Position(0, 0), t.Position(0, 0))
        place = diagnostics[0].range if diagnostics else nothing
        context = t.CodeActionContext(list(diagnostics), only)
        params = t.CodeActionParams(t.TextDocumentIdentifier(uri), place, context)
        return list(await self.text_document_code_action_async(params) or ())

    async def execute(self, command: str, *arguments: Any) -> Any:
        params = t.ExecuteCommandParams(command, arguments=list(arguments))
        return await self.workspace_execute_command_async(params)


def vscode() -> t.ClientCapabilities:
    """What Visual Studio Code can do, with what its recorded capabilities are too old for."""
    can = client_capabilities("visual-studio-code")
    can.notebook_document = t.NotebookDocumentClientCapabilities(
        t.NotebookDocumentSyncClientCapabilities(execution_summary_support=True)
    )
    assert can.text_document is not None
    assert can.workspace is not None
    can.text_document.inlay_hint = t.InlayHintClientCapabilities()
    can.workspace.inlay_hint = t.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    return can


def applied(text: str, edits: list[Any]) -> str:
    """The text after LSP edits in UTF-16 without astral characters, from the last to the first."""
    lines = [*text.splitlines(keepends=True), ""]

    def offset(place: t.Position) -> int:
        return sum(map(len, lines[: place.line])) + place.character

    for edit in sorted(edits, key=lambda e: offset(e.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


async def _started(
    capabilities: t.ClientCapabilities | None = None,
    options: Any = None,
    folder: Path | None = None,
    configuration: dict[str, Any] | None = None,
    env: dict[str, str] | None = None,
) -> Editor:
    editor = Editor()
    if configuration is not None:
        editor.set_configuration(configuration, section="kerascope")
    await editor.start_io(sys.executable, "-c", _SERVE, env=env)
    folders = [t.WorkspaceFolder(folder.as_uri(), folder.name)] if folder else None
    editor.result = await editor.initialize_session(
        t.InitializeParams(
            capabilities=capabilities or vscode(),
            initialization_options=options,
            workspace_folders=folders,
            root_uri=folder.as_uri() if folder else None,
        )
    )
    return editor


_SERVE = "from kerascope.lsp.serve import serve; serve()"


async def _ended(editor: Editor) -> None:
    if editor._server is not None and editor._server.returncode is None:
        await editor.shutdown_session()
    await editor.stop()
    assert editor.violations == []


@pytest.fixture
def text_after() -> Callable[[str, list[Any]], str]:
    return applied


@pytest.fixture
def vscode_capabilities() -> Callable[[], t.ClientCapabilities]:
    return vscode


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor() -> AsyncIterator[Editor]:
    """One VS Code for all tests of a module; each test opens documents of its own."""
    editor = await _started(options={"trusted": True})
    yield editor
    await _ended(editor)


@pytest_asyncio.fixture(loop_scope="module")
async def start() -> AsyncIterator[Start]:
    """Start an editor of one's own."""
    editors: list[Editor] = []

    async def start_one(*args: Any, **kwargs: Any) -> Editor:
        editors.append(await _started(*args, **kwargs))
        return editors[-1]

    yield start_one
    for editor in editors:
        await _ended(editor)


@pytest.fixture
async def wire():
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _SERVE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    yield Wire(process)
    if process.returncode is None:
        process.kill()
    await process.wait()
    process._transport.close()
