"""A scratch copy of the user's folder: what a script writes lands there."""

import os
import shutil
from collections import deque
from pathlib import Path

_MOST_ENTRIES = 2000
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


def _entries(folder: Path) -> list[os.DirEntry[str]]:
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
