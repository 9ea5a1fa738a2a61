"""The warm parent: imports what the script will import, runs no operation, forks the arms.

It must never run an operation: a child forked after one hangs in its first.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from typing import Any, Callable

from . import protect
from .channel import Channel

_PATIENCE = 0.2
_TICK = 0.05
_OWN_THREADS = 1000


def main(orders_text: str) -> None:
    """Serve until the other end closes, then leave no process behind."""
    orders = json.loads(orders_text)
    protect.die_with_parent()
    protect.adopt_orphans()
    sys.path[:] = [entry for entry in sys.path if entry]
    wire = socket.socket(fileno=orders["wire"])
    os.set_inheritable(wire.fileno(), False)
    warm(orders["imports"])
    Host(wire, orders["processes"]).serve()
    # Nothing is left to tidy up, and a loaded TensorFlow takes its time over that.
    os._exit(0)


def warm(names: list[str]) -> None:
    """Import ahead what the script imports; what fails here will fail there, with its line."""
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            print(f"{name} could not be imported: {error}", file=sys.stderr)
    # Collecting garbage in a child would touch, and so copy, every page of what was imported.
    gc.freeze()


class Host:
    """Forks arms on request and tells when one has ended.

    With a ``beginning``, arms go on where that has stopped.
    """

    def __init__(self, wire: socket.socket, processes: int, beginning: Any = None) -> None:
        self._wire = wire
        self._beginning = beginning
        self._arms: dict[int, int] = {}
        self._processes = processes
        self._most_tasks = 0

    def serve(self) -> None:
        """Handle requests until the other end closes."""
        self._say({"event": "warm", "path": sys.path})
        while True:
            ready, _, _ = select.select([self._wire], [], [], _TICK if self._arms else None)
            if ready and not self._handle():
                break
            self._reap()
            self._watch()
        self._end_all()

    def _handle(self) -> bool:
        data, handles, _, _ = socket.recv_fds(self._wire, 1 << 16, 3)
        if not data:
            return False
        for line in data.decode().splitlines():
            request = json.loads(line)
            if request["event"] == "start":
                self._fork(request["arm"], handles, self._become_arm)
            elif request["event"] == "branch":
                self._fork(request["arm"], handles, self._become_branch)
            elif request["event"] == "end":
                self._end(request["arm"])
            elif request["event"] == "clear":
                self._end_all()
                self._say({"event": "cleared"})
            elif request["event"] == "import":
                warm(request["names"])
        return True

    def _watch(self) -> None:
        """End all arms when one multiplies: the limit on processes does not bind root."""
        if os.getuid() != 0 or protect.tasks() <= self._most_tasks:
            return
        # Others on this machine may have started them.
        if protect.tasks_below(os.getpid()) <= self._processes + _OWN_THREADS:
            return
        for process, number in list(self._arms.items()):
            self._say({"event": "multiplied", "arm": number})
            # It may be a branch, whose arms have groups of their own.
            for child in protect.children(process):
                _kill_group(child, signal.SIGKILL)
            _kill_group(process, signal.SIGKILL)

    def _fork(
        self, number: int, handles: list[int], become: Callable[[Channel, list[int]], None]
    ) -> None:
        if not self._arms:
            self._most_tasks = protect.tasks() + self._processes + _OWN_THREADS
        host = os.getpid()
        process = os.fork()
        if process == 0:
            protect.die_with_parent(host)
            self._become(become, handles)
        for handle in handles:
            os.close(handle)
        self._arms[process] = number

    def _become(self, become: Callable[[Channel, list[int]], None], handles: list[int]) -> None:
        """The life of a forked process, from here to its end."""
        status = 1
        try:
            os.setsid()
            self._wire.close()
            _redirect(handles[1])
            line = socket.socket(fileno=handles[0])
            os.set_inheritable(line.fileno(), False)
            channel = Channel(line.makefile("r"), line.makefile("w"))
            # The channel keeps it open, as long as it is open itself.
            line.close()
            become(channel, handles[2:])
            status = 0
        finally:
            os._exit(status)

    def _become_arm(self, channel: Channel, _: list[int]) -> None:
        from .arm import Arm

        if (orders := channel.receive()) is not None:
            Arm(orders, channel, self._beginning).run()

    def _become_branch(self, channel: Channel, handles: list[int]) -> None:
        """Run the next statements, then fork arms from there."""
        from .beginning import Beginning

        protect.adopt_orphans()
        wire = socket.socket(fileno=handles[0])
        os.set_inheritable(wire.fileno(), False)
        if (orders := channel.receive()) is None:
            return
        beginning = self._beginning or Beginning(orders)
        if problem := beginning.advance(orders):
            channel.send("not shared", message=problem)
            return
        channel.send("shared")
        channel.close()
        gc.freeze()
        Host(wire, self._processes, beginning).serve()

    def _reap(self) -> bool:
        """Take leave of the children that have ended; whether there are others."""
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if process == 0:
                return True
            self._ended(process, status)

    def _ended(self, process: int, status: int) -> None:
        number = self._arms.pop(process, None)
        if number is not None:
            _kill_group(process, signal.SIGKILL)
            self._say({"event": "ended", "arm": number, "status": _exit_code(status)})

    def _end(self, number: int) -> None:
        """Ask once, then kill the arm and everything it started."""
        for process in [p for p, arm in self._arms.items() if arm == number]:
            _kill_group(process, signal.SIGTERM)
            deadline = time.monotonic() + _PATIENCE
            while process in self._arms and time.monotonic() < deadline:
                self._reap()
                time.sleep(0.005)
            _kill_group(process, signal.SIGKILL)
            while process in self._arms:
                self._reap()
                time.sleep(0.002)

    def _end_all(self) -> None:
        for process in self._arms:
            _kill_group(process, signal.SIGKILL)
        # Adopted orphans, those that left their group too, are our children by now.
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            for process in protect.children():
                _kill(process)
            if not self._reap():
                return
            time.sleep(0.002)

    def _say(self, message: dict[str, Any]) -> None:
        try:
            self._wire.sendall((json.dumps(message) + "\n").encode())
        except OSError:
            self._end_all()
            os._exit(1)


def _redirect(output: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)


def _kill_group(process: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(process, number)


def _kill(process: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(process, signal.SIGKILL)


def _exit_code(status: int) -> int:
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
