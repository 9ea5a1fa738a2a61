"""Settings: from the client, pushed or pulled, and from pyproject.toml, followed as they change."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types as t
from pygls.uris import to_fs_path

from kerascope.config import Config, ConfigError, Settings, find_config
from kerascope.lsp.documents import Snapshot
from kerascope.lsp.options import Options, with_settings
from kerascope.lsp.protocol import Unanswered

if TYPE_CHECKING:
    from kerascope.lsp.server import KerascopeServer

logger = logging.getLogger(__name__)

SECTION = "kerascope"


async def initialized(ls: "KerascopeServer", _: t.InitializedParams) -> None:
    """Ask to be told of changes, and for the settings in force."""
    await _register(ls)
    await pull(ls)


async def did_change_configuration(
    ls: "KerascopeServer", params: t.DidChangeConfigurationParams
) -> None:
    session = ls.session
    if session.client.pull_configuration:
        await pull(ls)
        return
    session.initial = _read(ls, session.initial, params.settings)
    ls.settings_changed()


def did_change_watched_files(ls: "KerascopeServer", _: t.DidChangeWatchedFilesParams) -> None:
    forget_files(ls)
    ls.settings_changed()


def did_change_workspace_folders(
    ls: "KerascopeServer", _: t.DidChangeWorkspaceFoldersParams
) -> None:
    ls.settings_changed()


async def pull(ls: "KerascopeServer") -> None:
    """Fetch the settings of every workspace folder, where the client lets us ask."""
    session = ls.session
    if not session.client.pull_configuration:
        return
    folders = [folder.uri for folder in session.workspace.folders.values()]
    items = [t.ConfigurationItem(scope_uri=uri or None, section=SECTION) for uri in ("", *folders)]
    try:
        answer = await ls.ask(t.WORKSPACE_CONFIGURATION, t.ConfigurationParams(items=items))
    except Unanswered as error:
        logger.warning("%s The settings stay as they are.", error)
        return
    if not isinstance(answer, list | tuple):
        return
    sections = cast("Sequence[Any]", answer)
    session.options = {
        uri: _read(ls, session.initial, section)
        for uri, section in zip(("", *folders), sections, strict=False)
    }
    ls.settings_changed()


def initial_options(ls: "KerascopeServer", sent: object) -> Options:
    """The options in ``initializationOptions``, which may be null."""
    return _read(ls, Options(), sent)


def settings_for(ls: "KerascopeServer", snapshot: Snapshot) -> Settings:
    """The rules in force for a document: pyproject.toml's, with the editor's on top."""
    options = ls.session.options_for(snapshot.uri)
    path = _config_path(ls, snapshot.uri)
    settings = _config(ls, path).settings_for(path) if path else Settings()
    return replace(
        settings,
        select=options.select or settings.select,
        ignore=settings.ignore + options.ignore,
    )


def forget_files(ls: "KerascopeServer") -> None:
    """Read the configuration files again when they are next needed."""
    ls.session.configs.clear()


def _config_path(ls: "KerascopeServer", uri: str) -> Path | None:
    """The document's place on disk; an unsaved one has the workspace's settings."""
    path = to_fs_path(uri)
    if path:
        return Path(path)
    root = ls.session.folder_of(uri)
    return root / "untitled.py" if root else None


def _config(ls: "KerascopeServer", path: Path) -> Config:
    """The closest configuration file's content. A broken one is reported and not used."""
    known = ls.session.configs
    if path.parent not in known:
        try:
            known[path.parent] = find_config(path.parent)
        except (ConfigError, OSError) as error:
            ls.warn(f"{error} Kerascope uses its defaults until that is mended.")
            known[path.parent] = Config()
    return known[path.parent]


def _read(ls: "KerascopeServer", base: Options, sent: object) -> Options:
    options, problems = with_settings(base, sent)
    for problem in problems:
        ls.warn(problem)
    return options


async def _register(ls: "KerascopeServer") -> None:
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
            watchers=[t.FileSystemWatcher(glob_pattern="**/pyproject.toml")]
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
