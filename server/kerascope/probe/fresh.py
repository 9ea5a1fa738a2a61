"""Arms in interpreters of their own, for systems on which a process cannot be forked."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

from kerascope.probe.worker import ArmProcess, Message, WorkerFailed, boot

_PATIENCE = 0.2
_SECONDS_TO_CALL = 30.0


class FreshHost:
    """Starts an interpreter for each arm. It is slower than forking: each imports Keras anew."""

    def __init__(
        self, interpreter: str, imports: list[str], environment: Mapping[str, str]
    ) -> None:
        self._interpreter = interpreter
        self._imports = imports
        self._environment = dict(environment)
        self._processes: dict[ArmProcess, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()
        self._closed = False

    def start(self, orders: Message) -> ArmProcess:
        """Start an arm; it runs its script at once.

        Raises:
            WorkerFailed: the interpreter cannot be started, or is not wanted any more.
        """
        output, their_output = os.pipe()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            word = secrets.token_hex()
            try:
                process = self._launch(listener, word, their_output)
            finally:
                os.close(their_output)
            line = _called(listener, word, process)
        if line is None:
            _kill(process)
            with os.fdopen(output, "rb") as said:
                tail = said.read().decode(errors="replace")
            raise WorkerFailed(
                f"The Python at {self._interpreter} does not start.", output=tail[-8192:]
            )
        arm = ArmProcess(self, process.pid, line, output)
        with self._lock:
            self._processes[arm] = process
            closed = self._closed
        threading.Thread(target=lambda: arm.ended(process.wait()), daemon=True).start()
        if closed:
            arm.end()
            raise WorkerFailed("The probe is over.")
        arm.send("run", orders)
        return arm

    def end(self, arm: ArmProcess) -> None:
        """Have one arm and all that it started killed, and wait for that."""
        with self._lock:
            process = self._processes.pop(arm, None)
        if process is not None:
            _kill(process)
            arm.wait()

    def clear(self) -> None:
        """Kill all arms with all they started, and take no new ones."""
        with self._lock:
            self._closed = True
            arms = list(self._processes)
        for arm in arms:
            arm.end()

    def close(self) -> None:
        """End every process; none is left when this returns."""
        self.clear()

    def _launch(self, listener: socket.socket, word: str, output: int) -> "subprocess.Popen[bytes]":
        port = listener.getsockname()[1]
        call = json.dumps({"port": port, "word": word, "imports": self._imports})
        try:
            return subprocess.Popen(
                [self._interpreter, *boot("alone"), call],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise WorkerFailed(
                f"The Python at {self._interpreter} cannot be started: {error}."
            ) from error


def _called(
    listener: socket.socket, word: str, process: "subprocess.Popen[bytes]"
) -> socket.socket | None:
    """The line to the process once it calls and says the word; None where it does not."""
    listener.settimeout(_PATIENCE)
    expected = f"{word}\n".encode()
    waited = 0.0
    while process.poll() is None and waited < _SECONDS_TO_CALL:
        try:
            line, _ = listener.accept()
        except TimeoutError:
            waited += _PATIENCE
            continue
        line.settimeout(_SECONDS_TO_CALL)
        if secrets.compare_digest(_said(line, len(expected)), expected):
            return line
        line.close()
    return None


def _said(line: socket.socket, length: int) -> bytes:
    """The first ``length`` bytes, or as many as come."""
    said = b""
    with contextlib.suppress(OSError):
        while len(said) < length and (part := line.recv(length - len(said))):
            said += part
    return said


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process with its group, or with its descendants on Windows."""
    if os.name == "posix":
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE)
    else:
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
        command = [str(system / "taskkill.exe"), "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, check=False, capture_output=True)
    process.wait()
    if process.stdin is not None:
        process.stdin.close()
