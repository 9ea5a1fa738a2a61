"""A scratch copy of the user's folder: what a script writes lands there."""

import io
import os
import shutil
import tempfile
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from kerascope.probe.version import Home

_MOST_ENTRIES = 2000
_MOST_SENT = 20_000
_MOST_BESIDE = 200
_LEVELS = 2
_SMALL = 4 << 20
_LEFT_OUT = {".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", ".ipynb_checkpoints"}


def scratch_copy(source: Path | None, target: Path, limit: int) -> None:
    """Fill ``target`` with what ``source`` holds.

    Small files are copied until ``limit`` bytes are used; everything else is a link to the
    original, which the script can read. An unreadable entry is left out.
    """
    target.mkdir(parents=True, exist_ok=True)
    waiting = deque([(source, target)] if source and source.is_dir() else [])
    entries = used = 0
    while waiting:
        origin, copy = waiting.popleft()
        for entry in _entries(origin):
            entries += 1
            if entry.is_dir(follow_symlinks=False) and entries < _MOST_ENTRIES:
                (copy / entry.name).mkdir()
                waiting.append((Path(entry.path), copy / entry.name))
            else:
                used += _bring(entry, copy / entry.name, limit - used)


def furnished(home: Path, place: Home, limit: int) -> dict[str, Any]:
    """Make ``home`` a place for one arm to run in; what its orders have to say of it."""
    root = home / "around"
    folder = _surrounded(root, place.folder)
    scratch_copy(place.folder if place.folder.is_dir() else None, folder, limit)
    put_in_place(place.replaced, folder)
    inside = place.path.is_relative_to(place.folder)
    file = folder / place.path.relative_to(place.folder) if inside else place.path
    # A module, too, may write beside itself.
    copied = inside and file.parent.is_dir() and not file.parent.is_symlink()
    modules = folder if place.replaced else file.parent if copied else place.path.parent
    return {
        **settled(home),
        "folder": str(folder),
        "around": str(root),
        "path": str(place.path),
        "file": str(file if copied else place.path),
        "modules": str(modules),
    }


def _surrounded(root: Path, folder: Path) -> Path:
    """Where to put the copy of ``folder`` below ``root``, so that ``..`` leads to what lies
    beside the original; it can be read there, and new files can be added."""
    chain = [folder]
    while len(chain) <= _LEVELS and _is_of_a_project(chain[0].parent):
        chain.insert(0, chain[0].parent)
    copy = root / (chain[0].name or "folder")
    copy.mkdir(parents=True)
    for outer, inner in pairwise(chain):
        for entry in _entries(outer)[:_MOST_BESIDE]:
            if entry.name != inner.name:
                _link(entry, copy / entry.name)
        copy = copy / inner.name
        copy.mkdir()
    return copy


def _is_of_a_project(folder: Path) -> bool:
    """Not a place that holds all kinds of things."""
    everything = {Path.home(), Path.home().parent, Path(tempfile.gettempdir())}
    return folder.parent != folder and folder not in everything


def _link(entry: os.DirEntry[str], target: Path) -> None:
    """A link to a file; of a folder a new one with links, if there are few."""
    inside = _entries(entry) if entry.is_dir(follow_symlinks=False) else []
    with suppress(OSError):
        if not inside or len(inside) > _MOST_BESIDE:
            target.symlink_to(entry.path)
            return
        target.mkdir()
        for one in inside:
            (target / one.name).symlink_to(one.path)


def settled(home: Path) -> dict[str, Any]:
    """The orders that keep an arm to ``home``, which holds its ``folder`` already."""
    temporary = home / "tmp"
    temporary.mkdir()
    return {
        "folder": str(home / "folder"),
        "writable": [str(home)],
        "environment": {"TMPDIR": str(temporary), "MPLCONFIGDIR": str(home / "matplotlib")},
    }


def packed(source: Path, limit: int) -> tuple[bytes, list[str]]:
    """The files below ``source`` as an archive, and the names of those that are too large.

    Small files go first, until ``limit`` bytes are used. Links to folders are not followed.
    """
    found = sorted(_files(source), key=lambda file: file.stat().st_size)
    archive, left_out, used = io.BytesIO(), list[str](), 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as files:
        for file in found:
            name = file.relative_to(source).as_posix()
            used += file.stat().st_size
            if used > limit:
                left_out.append(name)
                continue
            with suppress(OSError):
                files.writestr(name, file.read_bytes())
    return archive.getvalue(), left_out


def unpack(archive: bytes, folder: Path) -> None:
    """Fill a new ``folder`` with what ``packed`` put together."""
    folder.mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(folder)


def _files(folder: Path) -> Iterator[Path]:
    waiting, seen = deque([folder]), 0
    while waiting and seen < _MOST_SENT:
        for entry in _entries(waiting.popleft()):
            seen += 1
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif entry.is_file():
                yield Path(entry.path)


def put_in_place(files: Mapping[str, bytes | None], folder: Path) -> None:
    """Write ``files`` (paths relative to ``folder``) over what is there; None removes one."""
    for name, content in files.items():
        target = folder / name
        for parent in reversed(target.relative_to(folder).parents):
            _unlink_folder(folder / parent)
        target.unlink(missing_ok=True)
        if content is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _unlink_folder(copy: Path) -> None:
    """Make a link to a folder a folder of links: nothing may be written through it."""
    if copy.is_symlink() and copy.is_dir():
        original = copy.resolve()
        copy.unlink()
        copy.mkdir()
        for entry in _entries(original):
            (copy / entry.name).symlink_to(entry.path)


def _entries(folder: "Path | os.DirEntry[str]") -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return [entry for entry in found if entry.name not in _LEFT_OUT]
    except OSError:
        return []


def _bring(entry: os.DirEntry[str], target: Path, room: int) -> int:
    """Copy or link one entry; the bytes copied."""
    try:
        size = entry.stat().st_size
        if entry.is_file() and size <= min(_SMALL, room):
            shutil.copyfile(entry.path, target)
            return size
        target.symlink_to(entry.path)
    except OSError:
        return 0
    return 0
