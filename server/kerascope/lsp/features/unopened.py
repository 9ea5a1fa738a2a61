"""Diagnostics of the whole workspace: the files that are not open, checked in the background.

A process of its own reads and checks them, so that typing never waits for it, and ends with the
work; a few changed files are checked between two keystrokes. Of a file no more is remembered than
that it is there, whether it has diagnostics, and which modules it imports.
"""

import asyncio
import logging
import os
import traceback
from collections.abc import AsyncGenerator, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lsprotocol import types as t
from pygls.uris import to_fs_path

from kerascope.lsp.analysis import Analyst, FileJob, FolderJob
from kerascope.lsp.documents import Part, Snapshot
from kerascope.lsp.features.diagnostics import diagnostic_of, push
from kerascope.lsp.features.progress import progress
from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.positions import EncodedText
from kerascope.lsp.protocol import Unanswered
from kerascope.lsp.settings import config_at, settings_for
from kerascope.rules.finding import Finding
from kerascope.source.document import Document

logger = logging.getLogger(__name__)

Files = Mapping[str, str]
"""The URIs of files, by their paths."""

_FEW = 8


def wanted(ls: KerascopeServer) -> bool:
    """Whether any folder of the workspace is to be checked as a whole."""
    return bool(_folders(ls))


def check_all(ls: KerascopeServer) -> None:
    """Check the workspace anew, as when the settings have changed."""
    _stop(ls)
    if ls.session.unopened.shown or wanted(ls):
        _begin(ls, _check_all(ls))


def check_again(ls: KerascopeServer, uris: Iterable[str]) -> None:
    """Files may have changed on disk, or are no longer what an editor holds."""
    if not wanted(ls):
        return
    state = ls.session.unopened
    changed = {path for uri in uris if (path := to_fs_path(uri))}
    state.changed |= changed | state.importers(changed)
    if state.changed and (state.work is None or state.work.done()):
        _begin(ls, _check_changed(ls))


def opened(ls: KerascopeServer, uri: str) -> None:
    """An editor has the file now, and its diagnostics come by version."""
    path = to_fs_path(uri)
    shown = ls.session.unopened.shown.pop(path, None) if path else None
    if shown is not None:
        push(ls, shown, None, ())


async def put_away(ls: KerascopeServer) -> None:
    """End the work with its process."""
    ls.session.unopened.changed.clear()
    _stop(ls)
    if (work := ls.session.unopened.work) is not None:
        await asyncio.gather(work, return_exceptions=True)


def _stop(ls: KerascopeServer) -> None:
    if (work := ls.session.unopened.work) is not None:
        work.cancel()


def _begin(ls: KerascopeServer, work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    task.add_done_callback(lambda done: _go_on(ls, done))
    ls.session.unopened.work = task


def _go_on(ls: KerascopeServer, done: "asyncio.Task[None]") -> None:
    """Take up what changed while the work was ending."""
    if not done.cancelled() and (error := done.exception()) is not None:
        details = "".join(traceback.format_exception(error))
        ls.report_failure("The workspace could not be checked", details)
    state = ls.session.unopened
    if state.changed and state.work is done:
        _begin(ls, _check_changed(ls))


async def _check_all(ls: KerascopeServer) -> None:
    state = ls.session.unopened
    await _watch(ls)
    async with _background() as analyst:
        files = state.files = await _files(ls, analyst)
        for path in state.shown.keys() - files.keys():
            _clear(ls, path)
        if files:
            async with progress(ls, "Checking the workspace") as bar:
                for number, (path, uri) in enumerate(files.items()):
                    message = f"{number + 1} of {len(files)} files"
                    bar.report(message, number / len(files))
                    await _check(ls, analyst, path, uri)
        while state.changed:
            await _check_batch(ls, analyst)


async def _check_changed(ls: KerascopeServer) -> None:
    """Check what has changed, and what changes meanwhile. A few files do not need a process of
    their own, unless it has to be found out first whether they are to be checked at all."""
    state = ls.session.unopened
    while state.changed:
        if len(state.changed) <= _FEW and state.changed <= state.files.keys():
            await _check_batch(ls, ls.session.analyst)
        else:
            async with _background() as analyst:
                await _check_batch(ls, analyst)


async def _watch(ls: KerascopeServer) -> None:
    """Have the client report changes of notebooks, and of what leaves files out. Those of scripts
    it reports in any case, for the sake of what imports them."""
    state = ls.session.unopened
    if state.watched or not wanted(ls) or not ls.session.client.watch_files:
        return
    state.watched = True
    globs = ("**/*.ipynb", "**/.gitignore")
    options = t.DidChangeWatchedFilesRegistrationOptions([t.FileSystemWatcher(g) for g in globs])
    method = t.WORKSPACE_DID_CHANGE_WATCHED_FILES
    registration = t.Registration("kerascope.sources", method, options)
    try:
        await ls.ask(t.CLIENT_REGISTER_CAPABILITY, t.RegistrationParams([registration]))
    except Unanswered as error:
        logger.warning("%s Files that are not open are checked once only.", error)


async def _check_batch(ls: KerascopeServer, analyst: Analyst) -> None:
    """Check what has changed up to now."""
    state = ls.session.unopened
    changed, state.changed = state.changed, set()
    if not changed <= state.files.keys():
        state.files = await _files(ls, analyst)
    for path in sorted(changed):
        if path in state.files:
            await _check(ls, analyst, path, state.files[path])
        else:
            _clear(ls, path)


@asynccontextmanager
async def _background() -> AsyncGenerator[Analyst]:
    analyst = Analyst()
    try:
        yield analyst
    finally:
        await analyst.close()


async def _files(ls: KerascopeServer, analyst: Analyst) -> Files:
    """All scripts and notebooks of the folders that are to be checked as a whole."""
    files: dict[str, str] = {}
    for uri, folder in _folders(ls).items():
        config = config_at(ls, folder)
        root = str(config.root or folder)
        found = await analyst.search(FolderJob(str(folder), root, config.exclude))
        if found.failure:
            ls.report_failure(f"{folder} could not be searched", found.failure)
        for path in found.paths:
            files.setdefault(path, _uri(uri, folder, path))
    return files


def _folders(ls: KerascopeServer) -> dict[str, Path]:
    """The folders in whole-workspace mode, by the URI that the client knows them by."""
    session = ls.session
    known = [folder.uri for folder in session.workspace.folders.values()]
    paths = {uri: to_fs_path(uri) for uri in known or [session.workspace.root_uri or ""] if uri}
    return {
        uri: Path(path)
        for uri, path in paths.items()
        if path and session.options_for(uri).diagnostic_mode == "workspace"
    }


def _uri(folder_uri: str, folder: Path, path: str) -> str:
    """The file's URI as a continuation of the folder's."""
    inside = os.path.relpath(path, folder).replace(os.sep, "/")
    return f"{folder_uri.rstrip('/')}/{quote(inside)}"


async def _check(ls: KerascopeServer, analyst: Analyst, path: str, uri: str) -> None:
    """Check one file and show what is found, unless it is open: then the editor's text counts."""
    if path in ls.session.open_paths():
        return
    answer = await analyst.analyse_file(
        FileJob(path, settings_for(ls, uri), ls.session.root_of(uri))
    )
    ls.session.unopened.note(path, answer.analysis.modules)
    if path in ls.session.open_paths():
        return
    if answer.analysis.failure:
        ls.report_failure(f"{path} could not be analysed", answer.analysis.failure)
    findings = answer.analysis.report.findings
    if answer.document is None or not findings:
        _clear(ls, path)
        return
    snapshot = _snapshot(ls, uri, answer.document)
    found = [_diagnostic(ls, finding, snapshot) for finding in findings]
    push(ls, uri, None, found)
    ls.session.unopened.shown[path] = uri


def _clear(ls: KerascopeServer, path: str) -> None:
    if (uri := ls.session.unopened.shown.pop(path, None)) is not None:
        push(ls, uri, None, ())


def _snapshot(ls: KerascopeServer, uri: str, document: Document) -> Snapshot:
    encoding = t.PositionEncodingKind(ls.session.workspace.position_encoding or "utf-16")
    parts = {c.index: Part(uri, None, EncodedText(c.text, encoding)) for c in document.cells}
    return Snapshot(uri, None, document, parts)


def _diagnostic(ls: KerascopeServer, finding: Finding, snapshot: Snapshot) -> t.Diagnostic:
    """As for an open script. A closed notebook's cells have no URIs yet: their findings stand at
    the top of the file and say where they belong."""
    diagnostic = diagnostic_of(finding, snapshot, ls.session.client, "")
    if finding.cell is not None:
        where = f"Cell {finding.cell + 1}, line {finding.range.start.line}: "
        top = t.Position(0, 0)
        diagnostic.message = where + diagnostic.message
        diagnostic.range = t.Range(top, top)
        diagnostic.related_information = diagnostic.data = None
    return diagnostic
