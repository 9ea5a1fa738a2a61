"""Settings: from the client, pushed or pulled, and from pyproject.toml, followed as they change."""

import logging
from collections.abc import Sequence
from typing import Any, cast

from lsprotocol import types as t

from kerascope.lsp.features import unopened
from kerascope.lsp.features.diagnostics import schedule_all, schedule_importers
from kerascope.lsp.language_server import KerascopeServer
from kerascope.lsp.options import Options, with_settings
from kerascope.lsp.protocol import Unanswered
from kerascope.lsp.settings import forget_files
from kerascope.source.document import SUFFIXES

logger = logging.getLogger(__name__)

SECTION = "kerascope"

_WATCHED = ("**/pyproject.toml", "**/*.py")


async def initialized(ls: KerascopeServer, _: t.InitializedParams) -> None:
    """Ask to be told of changes, and for the settings in force."""
    await _register(ls)
    if not await pull(ls):
        unopened.check_all(ls)


async def did_change_configuration(
    ls: KerascopeServer, params: t.DidChangeConfigurationParams
) -> None:
    session = ls.session
    if session.client.pull_configuration:
        await pull(ls)
        return
    session.initial = _read(ls, session.initial, params.settings)
    settings_changed(ls)


def did_change_watched_files(ls: KerascopeServer, params: t.DidChangeWatchedFilesParams) -> None:
    """A changed module concerns those that import it; a new one may be what any was missing."""
    uris = {change.uri for change in params.changes}
    sources = {uri for uri in uris if uri.endswith(SUFFIXES)}
    if uris - sources:
        forget_files(ls)
        settings_changed(ls)
        return
    unopened.check_again(ls, sources)
    if any(change.type == t.FileChangeType.Created for change in params.changes):
        schedule_all(ls)
    for uri in sources:
        schedule_importers(ls, uri)


def did_change_workspace_folders(ls: KerascopeServer, _: t.DidChangeWorkspaceFoldersParams) -> None:
    settings_changed(ls)


async def pull(ls: KerascopeServer) -> bool:
    """Fetch the settings of every workspace folder, where the client lets us ask; tells whether
    it has answered."""
    session = ls.session
    if not session.client.pull_configuration:
        return False
    folders = [folder.uri for folder in session.workspace.folders.values()]
    items = [t.ConfigurationItem(scope_uri=uri or None, section=SECTION) for uri in ("", *folders)]
    try:
        answer = await ls.ask(t.WORKSPACE_CONFIGURATION, t.ConfigurationParams(items=items))
    except Unanswered as error:
        logger.warning("%s The settings stay as they are.", error)
        return False
    if not isinstance(answer, list | tuple):
        return False
    sections = cast("Sequence[Any]", answer)
    session.options = {
        uri: _read(ls, session.initial, section)
        for uri, section in zip(("", *folders), sections, strict=False)
    }
    settings_changed(ls)
    return True


def settings_changed(ls: KerascopeServer) -> None:
    """Check and draw everything again."""
    schedule_all(ls)
    unopened.check_all(ls)
    ls.redraw()


def initial_options(ls: KerascopeServer, sent: object) -> Options:
    """The options in ``initializationOptions``, which may be null."""
    return _read(ls, Options(), sent)


def _read(ls: KerascopeServer, base: Options, sent: object) -> Options:
    options, problems = with_settings(base, sent)
    for problem in problems:
        ls.warn(problem)
    return options


async def _register(ls: KerascopeServer) -> None:
    client = ls.session.client
    wanted: list[t.Registration] = []
    if client.register_configuration:
        wanted.append(
            t.Registration(
                "kerascope.configuration",
                t.WORKSPACE_DID_CHANGE_CONFIGURATION,
                {"section": SECTION},
            )
        )
    if client.watch_files:
        watched = t.DidChangeWatchedFilesRegistrationOptions(
            watchers=[t.FileSystemWatcher(glob_pattern=glob) for glob in _WATCHED]
        )
        wanted.append(
            t.Registration("kerascope.files", t.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched)
        )
    if not wanted:
        return
    try:
        await ls.ask(t.CLIENT_REGISTER_CAPABILITY, t.RegistrationParams(wanted))
    except Unanswered as error:
        logger.warning("%s Restart the server after changing pyproject.toml.", error)
