"""Trials on a Ray cluster: every request to an arm is a task, tried again if its worker is lost."""

import contextlib
import importlib
import io
import signal
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kerascope.probe.folder import packed
from kerascope.probe.request import Cluster, Limits
from kerascope.probe.version import Home
from kerascope.probe.worker import Lost, Message, WorkerFailed

_PACKAGE = Path(__file__).parent.parent
_RETRIES = 3
_ATTEMPTS = 3
_MOST_AT_ONCE = 32
_MOST_SENT = 256 << 20
_TICK = 0.2
_PATIENCE = 10.0
_SERVING = "Trials ran as tasks of a Ray cluster; what follows held on its workers."


class RayHost:
    """Starts arms on the workers of a cluster.

    ``imports`` and ``settings`` (environment variables) are the script's. ``room`` is how many
    trials fit on the cluster at once. Must be made in the main thread.

    Raises:
        WorkerFailed: there is no Ray, no cluster, or no node that is large enough.
    """

    def __init__(
        self, cluster: Cluster, imports: list[str], settings: Mapping[str, str], limits: Limits
    ) -> None:
        self._cluster, self._limits = cluster, limits
        self._ray = _imported()
        self._connected = _connect(self._ray, cluster.address)
        self.room = self._room()
        self._token = uuid.uuid4().hex
        self._job: Message = {
            "token": self._token,
            "python": cluster.python,
            "imports": imports,
            "settings": dict(settings),
            "cpus": cluster.cpus,
            "processes": limits.processes,
            "capture_seconds": limits.capture,
            # A waiting arm would hold memory of a GPU that Ray counts as free.
            "keep": cluster.gpus == 0,
        }
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._running: list[Any] = []
        self._number = 0
        self._folders: dict[Path, tuple[Any, list[str]]] = {}
        self._code = self._ray.put(_code())
        self._errand = self._ray.remote(_errand())
        self._trial = self._errand.options(
            num_cpus=cluster.cpus, num_gpus=cluster.gpus, max_retries=_RETRIES
        )

    def start(self, orders: Message, place: Home) -> "RayArm":
        """An arm that runs in a copy of ``place`` on whichever worker takes its tasks.

        Raises:
            WorkerFailed: the folder cannot be read or sent.
        """
        with self._lock:
            self._number += 1
            if place.folder not in self._folders:
                self._folders[place.folder] = self._sent(place.folder)
            files, left_out = self._folders[place.folder]
        job = {
            **self._job,
            "arm": f"{self._token}-{self._number}",
            "orders": orders,
            "script": place.path.name,
            "replaced": dict(place.replaced),
        }
        return RayArm(self, job, files, left_out)

    def _sent(self, folder: Path) -> tuple[Any, list[str]]:
        try:
            content, left_out = packed(folder, _MOST_SENT)
            return self._ray.put(content), left_out
        except Exception as error:
            raise WorkerFailed(
                f"The folder {folder} cannot be sent to the cluster: {_first_line(error)}"
            ) from error

    def answer(self, job: Message, files: Any) -> Message:
        """What a worker says to ``job``: the result of ``errand.run``.

        Raises:
            WorkerFailed: the workers were lost again and again (``Lost``), or the probe is over.
        """
        ray = self._ray
        task = self._trial.remote("run", self._code, job, files)
        self._running.append(task)
        try:
            while not ray.wait([task], timeout=_TICK)[0]:
                if self._over.is_set():
                    raise WorkerFailed("The trial was ended.")
            return ray.get(task)
        except WorkerFailed:
            raise
        except Exception as error:
            # Ray's client says what it lost in errors of several libraries.
            raise Lost(_lost(ray, error)) from error
        finally:
            with contextlib.suppress(ValueError):
                self._running.remove(task)

    def clear(self) -> None:
        """End all tasks and take no new ones."""
        self._over.set()
        for task in list(self._running):
            with contextlib.suppress(Exception):
                self._ray.cancel(task, force=True)

    def close(self) -> None:
        """Leave the cluster as it was found."""
        self.clear()
        with contextlib.suppress(Exception):
            self._sweep()
        if self._connected:
            self._ray.shutdown()

    def _sweep(self) -> None:
        ray = self._ray
        strategies = importlib.import_module("ray.util.scheduling_strategies")
        tasks = [
            self._errand.options(
                num_cpus=0,
                num_gpus=0,
                scheduling_strategy=strategies.NodeAffinitySchedulingStrategy(node, soft=False),
            ).remote("sweep", self._code, self._token, None)
            for node in (node["NodeID"] for node in ray.nodes() if node["Alive"])
        ]
        ray.wait(tasks, num_returns=len(tasks), timeout=_PATIENCE)

    def _room(self) -> int:
        """How many trials find place at once, over all nodes."""
        asked = {"CPU": self._cluster.cpus, "GPU": self._cluster.gpus}
        nodes = [node["Resources"] for node in self._ray.nodes() if node["Alive"]]
        room = sum(
            int(min((node.get(k, 0) / n for k, n in asked.items() if n), default=_MOST_AT_ONCE))
            for node in nodes
        )
        if room == 0:
            most = max((node.get("CPU", 0) for node in nodes), default=0)
            gpus = max((node.get("GPU", 0) for node in nodes), default=0)
            raise WorkerFailed(
                f"No node of the Ray cluster has {asked['CPU']:g} CPUs and {asked['GPU']:g} GPUs "
                f"for a trial: the largest have {most:g} CPUs, {gpus:g} GPUs. Ask for less."
            )
        return min(room, _MOST_AT_ONCE)


class RayArm:
    """One version of the script; each request to it is a task of its own."""

    def __init__(self, host: RayHost, job: Message, files: Any, left_out: list[str]) -> None:
        self._host = host
        self._job = job
        self._files = files
        self._left_out = left_out
        self._request: Message | None = None
        self.output = ""

    def send(self, event: str, fields: Mapping[str, Any]) -> None:
        """What the next ``messages`` answer."""
        self._request = {"event": event, **fields}

    def messages(self, seconds: float) -> Iterator[Message]:
        """What the arm says to its last order, or on its way to ``fit``.

        Raises:
            WorkerFailed: the arm or its workers were lost.
            TimeoutError: the arm took more than ``seconds``.
        """
        job = {**self._job, "request": self._request, "seconds": seconds}
        answer = self._host.answer(job, self._files)
        self.output = answer["output"]
        for message in answer["messages"]:
            yield self._with_remarks(message)
        failure = answer["failure"]
        if failure and failure["late"]:
            raise TimeoutError
        raise WorkerFailed(
            failure["sentence"] if failure else "The arm said nothing more.",
            failure and failure["line"],
            self.output,
        )

    def end(self) -> None:
        """Nothing: workers let go of arms that have not been asked for long."""

    def _with_remarks(self, message: Message) -> Message:
        if message["event"] == "running":
            return {**message, "protections": [_SERVING, *message["protections"]]}
        if message["event"] == "script failed" and self._left_out:
            names = ", ".join(self._left_out[:3])
            remark = f"Too large to be sent to the cluster: {names}."
            return {**message, "message": f"{message['message']}. {remark}"}
        return message


def _imported() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        raise WorkerFailed(
            "Trials on a cluster need Ray, which is not installed here: "
            "pip install 'kerascope[ray]'."
        ) from error


def _connect(ray: Any, address: str) -> bool:
    """Join the cluster; False where this process had joined one before."""
    if ray.is_initialized():
        return False
    former = signal.getsignal(signal.SIGTERM)
    try:
        _join(ray, "auto" if address == "ray" else address)
    except Exception as error:
        raise WorkerFailed(_unreachable(address, error)) from error
    finally:
        # Ray puts its own handler in the place of ours.
        signal.signal(signal.SIGTERM, former)
    return True


def _join(ray: Any, address: str) -> None:
    """A busy cluster gives up on a client before its own process for that is there: ask again."""
    for left in reversed(range(_ATTEMPTS)):
        try:
            ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        except ConnectionAbortedError:
            if not left:
                raise
        else:
            return


def _unreachable(address: str, error: Exception) -> str:
    if address == "ray":
        return (
            "No Ray cluster was found from here. Start one with `ray start --head`, set "
            f"RAY_ADDRESS, or name it: --on ray://HOST:10001. ({_first_line(error)})"
        )
    return (
        f"The Ray cluster at {address} cannot be reached: {_first_line(error)}. Where it asks for "
        "a token, set RAY_AUTH_MODE=token here, too."
    )


def _lost(ray: Any, error: Any) -> str:
    if isinstance(error, ray.exceptions.RayTaskError):
        return f"The Ray worker could not run the trial: {_first_line(error.cause or error)}"
    if not isinstance(error, ray.exceptions.RayError):
        return f"The Ray cluster was lost: {_first_line(error)}"
    return (
        f"The Ray worker was lost, {_RETRIES + 1} times in a row where it could be tried again: "
        f"{_first_line(error)}"
    )


def _first_line(error: BaseException) -> str:
    words = str(error).strip().splitlines()
    return words[0] if words else type(error).__name__


def _code() -> bytes:
    """The modules of this package, for workers that do not have it in this version."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for path in sorted(_PACKAGE.rglob("*.py")):
            files.write(path, Path("kerascope", path.relative_to(_PACKAGE)))
    return archive.getvalue()


def _errand() -> Callable[..., Any]:
    """The task: calls a function of ``errand`` in the code that was sent along.

    Defined in here, it is sent by value: the workers need not have this module either.
    """

    def errand(what: str, code: bytes, job: Any, files: bytes | None) -> Any:
        import importlib
        import io
        import sys
        import tempfile
        import zipfile

        token = job if what == "sweep" else job["token"]
        name = f"kerascope-{token}-"
        if not any(name in entry for entry in sys.path):
            folder = tempfile.mkdtemp(prefix=name)
            with zipfile.ZipFile(io.BytesIO(code)) as modules:
                modules.extractall(folder)
            sys.path.insert(0, folder)
        module = importlib.import_module("kerascope.probe.errand")
        return module.sweep(job) if what == "sweep" else module.run({**job, "files": files})

    return errand
