"""Paths of the contents API, files on disk, and which of them a page may name."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

CELL_SCHEME = "kerascope-cell"
"""Cells are ``kerascope-cell:///folder/notebook.ipynb#id``."""

_NAMES_A_PLACE = ("uri", "targetUri", "rootUri", "rootPath", "document", "notebook", "scopeUri")
_MARKS = ("changes",)


class OutsideRoot(Exception):
    """A path that leaves the folder which Jupyter serves. The message names it."""

    def __init__(self, named: str) -> None:
        super().__init__(f"{named} is outside of the folder that Jupyter serves.")


def file_of(path: str, root: Path) -> Path:
    """The file behind a path of the contents API.

    Raises:
        OutsideRoot: the path leaves ``root``.
    """
    file = _plain(root / path.replace("\\", "/").lstrip("/"))
    if "\0" in path or not file.is_relative_to(_plain(root)):
        raise OutsideRoot(path)
    return file


def require_inside(message: Any, root: Path) -> None:
    """Let a client's message pass only if every document it names lies in ``root``.

    Raises:
        OutsideRoot: one does not.
    """
    for uri in _named(message):
        address = urlsplit(uri)
        local = address.scheme in ("file", CELL_SCHEME) and address.netloc in ("", "localhost")
        file = _plain(Path(url2pathname(unquote(address.path)))) if local else None
        if file is None or not file.is_relative_to(_plain(root)):
            raise OutsideRoot(uri)


def _plain(path: Path) -> Path:
    """Absolute and without ``..``. Links are followed by nobody: they are the root's own."""
    return Path(os.path.abspath(path))


def _named(value: Any) -> Iterator[str]:
    """Every URI of a document in a message. The documents' own text is not searched."""
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, Any]", value).items():
            if key in _NAMES_A_PLACE and isinstance(item, str):
                yield item
            elif key in _MARKS and isinstance(item, Mapping):
                yield from cast("Mapping[str, Any]", item)
            elif key == "arguments" and isinstance(item, list):
                yield from _addresses(cast("list[Any]", item))
            if key not in ("text", "newText"):
                yield from _named(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _named(item)


def _addresses(arguments: list[Any]) -> Iterator[str]:
    """The arguments of a command that are URIs."""
    return (item for item in arguments if isinstance(item, str) and ":" in item)
