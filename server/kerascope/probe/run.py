"""A probe from beginning to end: blocking, cancellable, and with no child left behind."""

import queue
import threading
import time
from collections.abc import Callable

from kerascope.probe.edit_study import EditStudy
from kerascope.probe.event import (
    EvidenceFound,
    ProbeEvent,
    Progress,
    Started,
    VerdictReached,
)
from kerascope.probe.hosts import Hosts
from kerascope.probe.laboratory import Laboratory
from kerascope.probe.meter import Meter
from kerascope.probe.request import ProbeRequest
from kerascope.probe.study import Study
from kerascope.probe.summary import summarise
from kerascope.probe.verdict import ProbeReport

__all__ = [
    "EvidenceFound",
    "ProbeEvent",
    "Progress",
    "Started",
    "VerdictReached",
    "probe",
]

_TICK = 0.05
_PATIENCE = 10.0


def probe(
    request: ProbeRequest,
    on_event: Callable[[ProbeEvent], None] = lambda _event: None,
    cancelled: threading.Event | None = None,
    hosts: Hosts | None = None,
) -> ProbeReport:
    """Train the script as it is against the script with each fix.

    ``on_event`` is called in this thread. When ``cancelled`` is set or the budget is spent, the
    report holds what is known by then. Every child process has ended when this returns or
    raises (what ``on_event`` raises, or KeyboardInterrupt), but for a warm one that ``hosts``
    keeps; then this must always be called in the same thread.
    """
    events: queue.SimpleQueue[ProbeEvent] = queue.SimpleQueue()
    meter = Meter(events.put, request.workers)
    lab = Laboratory(request, meter, hosts or Hosts())
    study = (EditStudy if request.rivals else Study)(request, lab, events.put)
    meter.begin(study.planned)
    worker = threading.Thread(target=study.run, name="probe", daemon=True)
    try:
        # The host dies with the thread that starts it, so that must be this one.
        lab.open(study.base.script.text)
        worker.start()
        stopped = _attend(worker, events, on_event, _is_over(request, cancelled), lab)
    finally:
        lab.close()
        worker.join(_PATIENCE)
    _deliver(events, on_event)
    report = summarise(request, study, lab, meter.seconds(), stopped)
    on_event(Progress(1.0, "done", 0.0))
    return report


def _is_over(request: ProbeRequest, cancelled: threading.Event | None) -> Callable[[], str]:
    """Tells why the probe has to stop, or nothing."""
    started = time.monotonic()

    def reason() -> str:
        if cancelled is not None and cancelled.is_set():
            return "The probe was cancelled before this could be decided."
        if request.budget is not None and time.monotonic() - started > request.budget:
            return (
                f"The budget of {request.budget:g} s was spent before this could be decided; "
                "allow more time."
            )
        return ""

    return reason


def _attend(
    worker: threading.Thread,
    events: "queue.SimpleQueue[ProbeEvent]",
    on_event: Callable[[ProbeEvent], None],
    over: Callable[[], str],
    lab: Laboratory,
) -> str:
    """Pass events on until the work is done or over; why it was stopped, if it was."""
    while worker.is_alive():
        worker.join(_TICK)
        _deliver(events, on_event)
        if reason := over():
            lab.stop()
            return reason
    return ""


def _deliver(
    events: "queue.SimpleQueue[ProbeEvent]", on_event: Callable[[ProbeEvent], None]
) -> None:
    while True:
        try:
            event = events.get_nowait()
        except queue.Empty:
            return
        on_event(event)
