"""The child processes: one warm host, and one arm for each version of the script."""

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

_RUNTIME = Path(__file__).parent / "runtime"
_BOOT = (
    "import importlib.util as u, sys; p = sys.argv[1];"
    "s = u.spec_from_file_location('kerascope_runtime', p + '/__init__.py',"
    " submodule_search_locations=[p]);"
    "m = u.module_from_spec(s); sys.modules[s.name] = m; s.loader.exec_module(m);"
    "from kerascope_runtime.{} import main; main(sys.argv[2])"
)
_TAIL = 8 << 10
_LAST_WORDS = 2.0
_PATIENCE = 5.0
_HOST_GONE = "The process that starts the trials was ended from outside. Probe again."

Message = dict[str, Any]


def boot(module: str) -> list[str]:
    """Arguments with which a Python runs a module of the runtime; those of its own follow."""
    return ["-c", _BOOT.format(module), str(_RUNTIME)]


class WorkerFailed(Exception):
    """An arm cannot go on. The message is a sentence; ``line`` is a line of its script."""

    def __init__(self, sentence: str, line: int | None = None, output: str = "") -> None:
        super().__init__(sentence)
        self.line = line
        self.output = output


class NeverFits(WorkerFailed):
    """The script did not reach ``fit`` in time; no fix of its training changes that."""


class TooSlow(WorkerFailed):
    """The time is over; with more of it, the arm could go on."""


class Lost(WorkerFailed):
    """The process was ended from outside, which tells nothing of the script."""


class Forker:
    """Our end of a process that forks arms when it is asked to."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        self._arms: dict[int, ArmProcess] = {}
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._closed = False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def start(self, orders: Message) -> "ArmProcess":
        """Fork an arm; it starts to run its script at once.

        Raises:
            WorkerFailed: the process is gone.
        """
        return self._fork("start", orders)

    def branch(self, orders: Message) -> "Branch":
        """Fork a process that runs the next statements of the script and forks arms from there.

        Raises:
            WorkerFailed: the process is gone.
        """
        ours, theirs = socket.socketpair()
        try:
            return Branch(self._fork("branch", orders, theirs.fileno()), ours)
        except WorkerFailed:
            ours.close()
            raise
        finally:
            theirs.close()

    def end(self, arm: "ArmProcess") -> None:
        """Have one arm and all that it started killed, and wait for that."""
        with self._lock:
            self._order("end", arm=arm.number)
        arm.wait()
        with self._lock:
            self._arms.pop(arm.number, None)

    @property
    def alive(self) -> bool:
        """Whether the process is there and listens."""
        return self._listener.is_alive()

    def _fork(self, event: str, orders: Message, *handles: int) -> "ArmProcess":
        ours, theirs = socket.socketpair()
        output, their_output = os.pipe()
        with self._lock:
            number = next(self._numbers)
            arm = ArmProcess(self, number, ours, output)
            self._arms[number] = arm
            request = json.dumps({"event": event, "arm": number}) + "\n"
            try:
                if self._closed:
                    raise BrokenPipeError
                passed = [theirs.fileno(), their_output, *handles]
                socket.send_fds(self._wire, [request.encode()], passed)
            except OSError as error:
                del self._arms[number]
                arm.forget()
                raise Lost(_HOST_GONE) from error
            finally:
                theirs.close()
                os.close(their_output)
        arm.send("run", orders)
        return arm

    def _order(self, event: str, **fields: Any) -> None:
        with contextlib.suppress(OSError):
            self._wire.sendall((json.dumps({"event": event, **fields}) + "\n").encode())

    def _forget_arms(self) -> None:
        with self._lock:
            arms = list(self._arms.values())
            self._arms.clear()
        for arm in arms:
            arm.ended(None)
            arm.forget()

    def _listen(self) -> None:
        with contextlib.suppress(OSError), self._wire.makefile("r") as lines:
            for line in lines:
                self._hear(json.loads(line))
        for arm in list(self._arms.values()):
            arm.ended(None)

    def _hear(self, message: Message) -> None:
        arm = self._arms.get(message["arm"]) if "arm" in message else None
        if arm and message["event"] == "multiplied":
            arm.multiplied = True
        elif arm and message["event"] == "ended":
            arm.ended(message["status"])


class Host(Forker):
    """The process that has imported what the script imports and forks the arms.

    ``packages`` are the folders, with their times of change, that it imported from.

    Raises:
        WorkerFailed: the interpreter cannot be started.
    """

    def __init__(
        self,
        interpreter: str,
        imports: list[str],
        environment: Mapping[str, str],
        processes: int,
    ) -> None:
        wire, theirs = socket.socketpair()
        self._warm = False
        self._quiet = threading.Event()
        self._imported = set(imports)
        self.packages: dict[str, int] = {}
        orders = json.dumps({"wire": theirs.fileno(), "imports": imports, "processes": processes})
        try:
            self._process = subprocess.Popen(
                [interpreter, *boot("host"), orders],
                env=dict(environment),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            wire.close()
            raise WorkerFailed(
                f"The Python at {interpreter} cannot be started: {error}."
            ) from error
        finally:
            theirs.close()
        super().__init__(wire)

    def clear(self) -> bool:
        """Kill all arms with all they started and take no new ones; whether that is done."""
        with self._lock:
            self._closed = True
            self._quiet.clear()
            self._order("clear")
        quiet = self._warm and self._quiet.wait(_PATIENCE)
        self._forget_arms()
        return quiet and self.alive

    def reopen(self, imports: Iterable[str]) -> None:
        """Take arms again, after the import of what has not been imported yet."""
        with self._lock:
            self._order("import", names=[name for name in imports if name not in self._imported])
            self._imported.update(imports)
            self._closed = False

    @property
    def alive(self) -> bool:
        return self._process.poll() is None and super().alive

    @property
    def process_id(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """End every process; none is left when this returns."""
        with contextlib.suppress(OSError):
            self._wire.shutdown(socket.SHUT_WR)
        try:
            # While it still imports it has no arms to end first.
            self._process.wait(timeout=_PATIENCE if self._warm else 0)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._listener.join(timeout=1)
        self._forget_arms()
        self._wire.close()

    def _hear(self, message: Message) -> None:
        self._warm = True
        if message["event"] == "warm":
            self.packages = times_of_change(message["path"])
        elif message["event"] == "cleared":
            self._quiet.set()
        else:
            super()._hear(message)


class Branch(Forker):
    """A process that has run the first statements of a script and forks arms from there."""

    def __init__(self, process: "ArmProcess", wire: socket.socket) -> None:
        super().__init__(wire)
        self._process = process

    def is_ready(self, seconds: float) -> bool:
        """Waits until its statements have run; whether arms may be forked then.

        Raises:
            TimeoutError: they have not within ``seconds``.
        """
        try:
            return next(self._process.messages(seconds))["event"] == "shared"
        except WorkerFailed:
            return False

    def close(self) -> None:
        """End it with all its arms."""
        self._process.end()
        with contextlib.suppress(OSError):
            self._wire.shutdown(socket.SHUT_RDWR)
        self._listener.join(timeout=1)
        self._forget_arms()
        self._wire.close()


def times_of_change(folders: Iterable[str]) -> dict[str, int]:
    """When something was last installed in, or removed from, each folder of packages."""
    found: dict[str, int] = {}
    for folder in folders:
        with contextlib.suppress(OSError):
            if folder.endswith("-packages"):
                found[folder] = os.stat(folder).st_mtime_ns
    return found


class Ends(Protocol):
    """What has started an arm and can end it."""

    def end(self, arm: "ArmProcess") -> None:
        """Have one arm and all that it started killed, and wait for that."""
        ...


class ArmProcess:
    """One running version of the script. Used from one thread at a time."""

    def __init__(self, host: "Ends", number: int, line: socket.socket, output: int) -> None:
        self.number = number
        self._host = host
        self._line = line
        self._buffer = b""
        self._gone = threading.Event()
        self._status: int | None = None
        self.multiplied = False
        self._tail = b""
        self._drain = threading.Thread(target=self._collect, args=(output,), daemon=True)
        self._drain.start()

    def send(self, event: str, fields: Mapping[str, Any]) -> None:
        """Give an order."""
        with contextlib.suppress(OSError):
            self._line.sendall((json.dumps({"event": event, **fields}) + "\n").encode())

    def messages(self, seconds: float) -> Iterator[Message]:
        """What the arm says, until it closes.

        Raises:
            WorkerFailed: nothing decisive within ``seconds``, or the process has died.
            TimeoutError: the time is over.
        """
        deadline = time.monotonic() + seconds
        while True:
            yield self._next(deadline)

    def _next(self, deadline: float) -> Message:
        while b"\n" not in self._buffer:
            self._line.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                data = self._line.recv(1 << 20)
            except TimeoutError:
                raise
            except OSError:
                data = b""
            if not data:
                raise self._farewell()
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return cast("Message", json.loads(line))

    def _farewell(self) -> WorkerFailed:
        """Why it says no more."""
        self.wait()
        self._drain.join(0.2)
        status, output = self._status, self.output
        if self.multiplied:
            return Lost("The script started far too many processes and was ended.", output=output)
        if status is None:
            return Lost(_HOST_GONE, output=output)
        if os.name == "posix" and status == -signal.SIGKILL:
            sentence = "The process was killed from outside, most likely for want of memory."
            return Lost(sentence, output=output)
        if os.name == "posix" and status < 0:
            sentence = f"The process crashed ({signal.Signals(-status).name})."
        else:
            sentence = f"The script ended its own process (exit status {status})."
        return WorkerFailed(sentence, output=output)

    @property
    def output(self) -> str:
        """The end of what the script printed."""
        return self._tail.decode(errors="replace")

    def _collect(self, output: int) -> None:
        with os.fdopen(output, "rb", buffering=0) as stream:
            while data := stream.read(1 << 16):
                self._tail = (self._tail + data)[-_TAIL:]

    @property
    def exit_status(self) -> int | None:
        """The status that the process ended with; None while it runs, and where nobody knows."""
        return self._status

    def ended(self, status: int | None) -> None:
        """The process is no more."""
        if not self._gone.is_set():
            self._status = status
            self._gone.set()

    def end(self) -> None:
        """Kill it; it is gone when this returns."""
        self._host.end(self)
        self.forget()

    def wait(self) -> None:
        """Wait a little until it has ended."""
        self._gone.wait(_LAST_WORDS)

    def forget(self) -> None:
        """Let go of the line."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()
