"""What a Ray worker does for a probe: keeps arms of its own and has them answer one request.

This module and what it imports are sent to the cluster, which need not have Kerascope.
"""

import os
import shutil
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kerascope.probe.folder import put_in_place, settled, unpack
from kerascope.probe.surroundings import child_environment
from kerascope.probe.worker import ArmProcess, Host, Message, WorkerFailed

_MOST_ARMS = 3
_ENOUGH = {
    "capture": {"captured", "script failed", "script ended", "not captured"},
    "train": {"trained", "training failed"},
    "observe": {"observed", "training failed"},
}


@dataclass(slots=True)
class _Kept:
    """An arm that has reached its fit, and the folder that is its own."""

    process: ArmProcess
    home: Path
    said: list[Message]


_hosts: dict[str, Host] = {}
_arms: OrderedDict[str, _Kept] = OrderedDict()


def run(job: Message) -> Message:
    """Answer ``job["request"]`` by the arm ``job["arm"]``, which is started where this worker
    does not have it yet.

    Returns ``messages`` in the order in which the arm sent them, ``output`` (the end of what it
    printed) and ``failure``: None, or ``{"sentence", "line", "late"}``.
    """
    kept: _Kept | None = None
    messages: list[Message] = []
    failure: Message | None = None
    try:
        kept = _arms.pop(job["arm"], None) or _started(job)
        messages = _answers(kept, job)
    except TimeoutError:
        failure = {"sentence": "", "line": None, "late": True}
    except (WorkerFailed, OSError) as error:
        failure = {"sentence": str(error), "line": getattr(error, "line", None), "late": False}
    output = kept.process.output if kept else ""
    if kept and failure is None and job["keep"] and kept.said[-1]["event"] == "captured":
        _keep(job["arm"], kept)
    elif kept:
        _end(kept)
    return {"messages": messages, "output": output, "failure": failure}


def sweep(token: str) -> None:
    """Remove what the probe called ``token`` has left in this machine's temporary folder."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_prefix(token)}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _prefix(token: str) -> str:
    return f"kerascope-{token}-"


def _started(job: Message) -> _Kept:
    """An arm that runs the script; it has said how far it came."""
    home = Path(tempfile.mkdtemp(prefix=_prefix(job["token"])))
    folder = home / "folder"
    unpack(job["files"], folder)
    put_in_place(job["replaced"], folder)
    orders = {
        **job["orders"],
        **settled(home),
        "path": str(folder / job["script"]),
        "modules": str(folder),
    }
    kept = _Kept(_host(job).start(orders), home, [])
    try:
        kept.said = list(_until(kept.process, "capture", job["capture_seconds"]))
    except BaseException:
        _end(kept)
        raise
    return kept


def _answers(kept: _Kept, job: Message) -> list[Message]:
    request = job["request"]
    if request is None or kept.said[-1]["event"] != "captured":
        return kept.said
    kept.process.send(request["event"], request)
    return list(_until(kept.process, request["event"], job["seconds"]))


def _until(process: ArmProcess, what: str, seconds: float) -> Iterator[Message]:
    for message in process.messages(seconds):
        yield message
        if message["event"] in _ENOUGH[what]:
            return


def _host(job: Message) -> Host:
    """The warm process of this worker for scripts with these imports."""
    key = repr((job["imports"], job["settings"]))
    if key not in _hosts or not _hosts[key].alive:
        threads = str(max(1, int(job["cpus"])))
        names = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
        ours = child_environment(job["settings"], os.cpu_count() or 1)
        environment = {name: value for name, value in ours.items() if not name.startswith("RAY_")}
        environment.update(dict.fromkeys(names, threads))
        _hosts[key] = Host(
            job["python"] or sys.executable, job["imports"], environment, job["processes"]
        )
    return _hosts[key]


def _keep(name: str, kept: _Kept) -> None:
    _arms[name] = kept
    while len(_arms) > _MOST_ARMS:
        _end(_arms.popitem(last=False)[1])


def _end(kept: _Kept) -> None:
    with suppress(OSError):
        kept.process.end()
    shutil.rmtree(kept.home, ignore_errors=True)
