"""Warm hosts, lent to one probe after another."""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kerascope.probe.fresh import FreshHost
from kerascope.probe.worker import Host, times_of_change

_MOST_MEMORY = 2 << 30


class Hosts:
    """Lends the process that an interpreter's trials are forked from.

    With ``keep``, the one given back last stays for the next probe of the same interpreter and
    environment, until ``close``, if it holds less than ``most_memory`` bytes. At most one waits
    at a time. Where ``fork`` is False, every arm has an interpreter of its own: on macOS, what
    TensorFlow has loaded does not survive a fork.
    """

    def __init__(
        self,
        keep: bool = False,
        fork: bool = sys.platform == "linux",
        most_memory: int = _MOST_MEMORY,
    ) -> None:
        self._keep = keep
        self._fork = fork
        self._most_memory = most_memory
        self._waiting: tuple[Host, object] | None = None
        self._lent: object = None
        self._compiled: tempfile.TemporaryDirectory[str] | None = None

    def compiled(self) -> Path | None:
        """A folder for what one probe has compiled and the next can use, there until ``close``;
        None where no host is kept."""
        if self._keep and self._compiled is None:
            self._compiled = tempfile.TemporaryDirectory(
                prefix="kerascope-compiled-", ignore_cleanup_errors=True
            )
        return Path(self._compiled.name) if self._compiled else None

    def borrow(
        self, interpreter: str, imports: list[str], environment: Mapping[str, str], processes: int
    ) -> Host | FreshHost:
        """A host that has imported ``imports`` or soon will have.

        Raises:
            WorkerFailed: the interpreter cannot be started.
        """
        if not self._fork:
            return FreshHost(interpreter, imports, environment)
        self._lent = (interpreter, dict(environment), processes)
        if self._waiting is not None:
            (host, wanted), self._waiting = self._waiting, None
            if wanted == self._lent and self._is_fit(host):
                host.reopen(imports)
                return host
            host.close()
        return Host(interpreter, imports, environment, processes)

    def give_back(self, host: Host | FreshHost) -> None:
        """Ends every arm of the host and, where it is not kept, the host."""
        if self._keep and isinstance(host, Host) and host.clear():
            self._waiting = (host, self._lent)
        else:
            host.close()

    def close(self) -> None:
        """Leave no process behind."""
        if self._waiting is not None:
            self._waiting[0].close()
            self._waiting = None
        if self._compiled is not None:
            self._compiled.cleanup()
            self._compiled = None

    def _is_fit(self, host: Host) -> bool:
        """Whether it lives, is not swollen, and nothing was installed since it imported."""
        unchanged = times_of_change(host.packages) == host.packages
        return host.alive and unchanged and _memory(host.process_id) < self._most_memory


def _memory(process: int) -> int:
    """Bytes of a process that are in memory; 0 where that cannot be told."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * 4096
