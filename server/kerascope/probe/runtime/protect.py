"""What the system can enforce around foreign code: processes, limits, network, writes.

Everything here is tried and never required; each function says what it achieved.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import sys
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_WRITE_FILE, _TRUNCATE, _REFER = 1 << 1, 1 << 14, 1 << 13
_CHANGE_FOLDERS = sum(1 << bit for bit in range(4, 13))
_TCP = 0b11
_SCOPE_SIGNALS = 0b10


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int | None = None) -> None:
    """Be killed when the process that started this one ends (Linux).

    ``parent`` is its id, where known: if it has ended already, this process ends here.
    """
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends (Linux)."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children(parent: int | None = None) -> list[int]:
    """The process ids of a process' children, adopted ones too (Linux); None: of this process."""
    process = parent or os.getpid()
    try:
        with open(f"/proc/{process}/task/{process}/children") as listing:
            return [int(word) for word in listing.read().split()]
    except OSError:
        return []


def tasks() -> int:
    """Processes and threads on this machine, 0 where that cannot be told."""
    try:
        with open("/proc/loadavg") as file:
            return int(file.read().split()[3].partition("/")[2])
    except (OSError, ValueError, IndexError):
        return 0


def tasks_below(parent: int) -> int:
    """Processes and threads that descend from a process (Linux)."""
    children: dict[int, list[tuple[int, int]]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append((int(name), int(fields[17])))
    found, waiting = 0, [parent]
    while waiting:
        for process, threads in children.get(waiting.pop(), []):
            found += threads
            waiting.append(process)
    return found


def limit(memory: int, file_size: int, processes: int) -> list[str]:
    """Bound memory (0: not), the size of a file and the number of processes."""
    if sys.platform == "win32":
        return []
    import resource

    done: list[str] = []
    for name, amount, sentence in (
        ("RLIMIT_AS", memory, f"Memory is limited to {memory >> 30} GB."),
        ("RLIMIT_FSIZE", file_size, f"A file may grow to {file_size >> 20} MB."),
        ("RLIMIT_NPROC", processes, f"At most {processes} processes."),
        ("RLIMIT_CORE", 0, ""),
    ):
        kind = getattr(resource, name, None)
        if kind is None or (amount <= 0 and sentence):
            continue
        hard = resource.getrlimit(kind)[1]
        bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        try:
            resource.setrlimit(kind, (bound, bound))
        except (ValueError, OSError):
            continue
        if sentence:
            done.append(sentence)
    return done


def leave_network() -> list[str]:
    """Move into a network namespace that holds only the loopback device (Linux)."""
    if sys.platform != "linux":
        return []
    user, group = os.getuid(), os.getgid()
    libc = _libc()
    if libc.unshare(_CLONE_NEWNET) != 0:
        if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
            return []
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    _raise_loopback()
    return ["No network: a network namespace of its own."]


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w") as file:
            file.write(text)
    except OSError:
        pass


def _raise_loopback() -> None:
    import fcntl

    up, set_flags = 0x1, 0x8914
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            fcntl.ioctl(probe, set_flags, struct.pack("16sh14x", b"lo", up))
    except OSError:
        pass


def confine_writes(folders: list[str], network: bool) -> list[str]:
    """Allow writes below ``folders`` and /dev only; without ``network`` no TCP (Landlock)."""
    if sys.platform != "linux":
        return []
    libc = _libc()
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return []
    rights = _WRITE_FILE | _CHANGE_FOLDERS
    rights |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    attributes = struct.pack(
        "QQQ", rights, 0 if network or version < 4 else _TCP, _SCOPE_SIGNALS if version >= 6 else 0
    )[: 24 if version >= 6 else 16 if version >= 4 else 8]
    rules = libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return []
    for folder in [*folders, "/dev"]:
        _allow_below(libc, rules, folder, rights)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    done = libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0
    os.close(rules)
    return ["Writes only to a scratch copy of the folder (Landlock)."] if done else []


def _allow_below(libc: Any, rules: int, folder: str, rights: int) -> None:
    handle = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    libc.syscall(_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", rights, handle), 0)
    os.close(handle)
