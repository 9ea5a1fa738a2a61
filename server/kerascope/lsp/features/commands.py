"""The commands besides ``kerascope.probe``."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lsprotocol import types as t

from kerascope import __version__
from kerascope.lsp.features import unopened
from kerascope.lsp.features.diagnostics import schedule_all
from kerascope.lsp.features.edits import composed, identity, safe_edits, workspace_edit
from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.protocol import CommandFailed, Unanswered
from kerascope.lsp.session import Analysed
from kerascope.lsp.settings import forget_files
from kerascope.probe.interpreter import interpreter_for


async def apply_fixes(ls: KerascopeServer, *arguments: Any) -> bool:
    """Arguments: the document's URI and, optionally, a list of findings' identities or codes;
    without it, all safe fixes are applied. The result tells whether the client did it."""
    match arguments:
        case [str(uri)] | [str(uri), None]:
            chosen = None
        case [str(uri), [*chosen]]:
            pass
        case _:
            raise CommandFailed("kerascope.applyFixes takes a document's URI and a list.")
    analysed = await _analysed(ls, uri)
    findings = analysed.analysis.report.findings
    wanted = [f for f in findings if chosen and (identity(f) in chosen or f.code in chosen)]
    edits = safe_edits(findings) if chosen is None else composed(f.fix for f in wanted if f.fix)
    if not edits:
        return False
    unsafe = any(f.fix is not None and not f.fix.safe for f in wanted)
    edit = workspace_edit(edits, analysed.snapshot, ls.session.client, unsafe=unsafe)
    params = t.ApplyWorkspaceEditParams(edit, label="Kerascope: apply fixes")
    try:
        answer = await ls.ask(t.WORKSPACE_APPLY_EDIT, params)
    except Unanswered as error:
        raise CommandFailed(str(error)) from error
    return bool(answer.applied)


async def explain(ls: KerascopeServer, code: str) -> str:
    """The rule's page as markdown, also opened where the client leaves that to us."""
    page = (await ls.explained(code)).page
    if not page:
        raise CommandFailed(f"There is no rule {code!r}.")
    await _show(ls, code, page)
    return page


async def show_model(ls: KerascopeServer, uri: str, fit: int) -> str:
    """The summary of what the document's fit with that index trains, as markdown."""
    fits = (await ls.outline(await _analysed(ls, uri))).fits
    if not 0 <= fit < len(fits):
        raise CommandFailed("That fit() is no longer there.")
    await _show(ls, "model", fits[fit].hover)
    return fits[fit].hover


async def restart_analysis(ls: KerascopeServer) -> None:
    """Start the analysis process anew and check everything again."""
    await ls.session.analyst.stop()
    forget_files(ls)
    ls.session.reported.clear()
    schedule_all(ls)
    unopened.check_all(ls)


def debug_information(ls: KerascopeServer) -> dict[str, Any]:
    """What a report of a fault should hold; nothing of the documents' content."""
    session = ls.session
    folders = [folder.uri for folder in session.workspace.folders.values()]
    names = ("libcst", "lsprotocol", "pygls")
    return {
        "kerascope": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: version(name) for name in names},
        "client": session.client.name,
        "positionEncoding": str(session.workspace.position_encoding),
        "folders": folders,
        "openDocuments": len(session.open_documents()),
        "analysisProcess": session.analyst.process_id,
        "serverProcess": os.getpid(),
        "probesRunning": len(session.probes),
        "interpreter": interpreter_for(session.options_for("").interpreter, None),
    }


async def _analysed(ls: KerascopeServer, uri: str) -> Analysed:
    analysed = await ls.session.current(uri)
    if analysed is None:
        raise CommandFailed(f"{uri} is not open, or is not Python.")
    return analysed


async def _show(ls: KerascopeServer, name: str, page: str) -> None:
    """Open a page in the editor, unless the client shows results of commands itself."""
    client = ls.session.client
    if not client.show_document or ls.session.initial.shows_results:
        return
    if ls.session.pages is None:
        ls.session.pages = TemporaryDirectory(prefix="kerascope-")
    file = Path(ls.session.pages.name) / f"{name}.md"
    file.write_text(page, encoding="utf-8")
    try:
        await ls.ask(t.WINDOW_SHOW_DOCUMENT, t.ShowDocumentParams(file.as_uri(), take_focus=True))
    except Unanswered as error:
        ls.warn(str(error))
