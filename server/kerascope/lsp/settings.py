"""The rules in force for a document."""

from dataclasses import replace
from pathlib import Path

from pygls.uris import to_fs_path

from kerascope.config import Config, ConfigError, Settings, find_config
from kerascope.lsp.language_server import KerascopeServer


def settings_for(ls: KerascopeServer, uri: str) -> Settings:
    """The rules in force for a document: pyproject.toml's, with the editor's on top."""
    options = ls.session.options_for(uri)
    path = _config_path(ls, uri)
    settings = config_at(ls, path.parent).settings_for(path) if path else Settings()
    if options.select:
        settings = replace(settings, select=options.select, extend_select=(), ignore=())
    return replace(settings, ignore=settings.ignore + options.ignore)


def forget_files(ls: KerascopeServer) -> None:
    """Read the configuration files again when they are next needed."""
    ls.session.configs.clear()


def _config_path(ls: KerascopeServer, uri: str) -> Path | None:
    """The document's place on disk; an unsaved one has the workspace's settings."""
    path = to_fs_path(uri)
    if path:
        return Path(path)
    root = ls.session.folder_of(uri)
    return root / "untitled.py" if root else None


def config_at(ls: KerascopeServer, folder: Path) -> Config:
    """The content of the configuration file closest to a folder. A broken one is reported and
    not used."""
    known = ls.session.configs
    if folder not in known:
        try:
            known[folder] = find_config(folder)
        except (ConfigError, OSError) as error:
            ls.warn(f"{error} Kerascope uses its defaults until that is mended.")
            known[folder] = Config()
    return known[folder]
