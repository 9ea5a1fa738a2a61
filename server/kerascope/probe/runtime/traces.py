"""What a run of statements leaves outside of Python's own memory, which a fork would share."""

from __future__ import annotations

import os
import sys
from typing import Any

from . import protect


def traces(folders: list[str]) -> dict[str, Any]:
    """Sentences with what can be compared: equal values mean that nothing was left."""
    return {
        "It has opened files or connections.": _open_handles(),
        "It has started processes.": protect.children(),
        "It has started threads.": _threads(),
        "It has changed the working folder.": os.getcwd(),
        "It has written files.": [_files(folder) for folder in folders],
    }


def has_computed() -> str:
    """A sentence where a backend has run an operation, in whatever number of threads."""
    context = sys.modules.get("tensorflow.python.eager.context")
    bridge = sys.modules.get("jax._src.xla_bridge")
    torch = sys.modules.get("torch")
    tensorflow = context is not None and getattr(context.context(), "_context_handle", None)
    jax = bridge is not None and getattr(bridge, "_backends", None)
    cuda = torch is not None and torch.cuda.is_initialized()
    return "The backend has computed." if tensorflow or jax or cuda else ""


def _open_handles() -> list[str]:
    found: list[str] = []
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        try:
            found.append(f"{name} {os.readlink(f'/proc/self/fd/{name}')}")
        except OSError:
            # The handle of this listing itself.
            continue
    return found


def _threads() -> int:
    return len(os.listdir("/proc/self/task"))


def _files(folder: str) -> list[tuple[str, int, int]]:
    """Path, size and time of change of everything below ``folder``."""
    found: list[tuple[str, int, int]] = []
    for place, _, names in os.walk(folder):
        for name in ["", *names]:
            path = os.path.join(place, name)
            status = os.lstat(path)
            found.append((path, status.st_size, status.st_mtime_ns))
    return sorted(found)
