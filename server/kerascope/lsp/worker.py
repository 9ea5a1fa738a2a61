"""The analysis process: ``python -m kerascope.lsp.worker``. It checks what it is sent."""

import gc
import queue
import sys
import threading
import traceback
from typing import BinaryIO

from kerascope.checker import Report, check
from kerascope.lsp.analysis import Analysis, Job
from kerascope.lsp.child import private_stdout
from kerascope.lsp.verdicts import fingerprint
from kerascope.lsp.wire import framed, read_from
from kerascope.outline import Outline, outline

IDLE = 1.0
"""Seconds without a job after which all garbage is collected; it takes long over many trees."""


def main() -> None:
    """Answer every job on stdin with its analysis, until the server is gone."""
    wire = private_stdout()
    jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, jobs), daemon=True).start()
    gc.disable()
    while (job := _next(jobs)) is not None:
        wire.write(framed(analyse(job)))
        wire.flush()
        # What this job alone has left behind; the user is looking at the answer by now.
        gc.collect(0)


def analyse(job: Job) -> Analysis:
    """Check one document. A fault of ours becomes part of the answer."""
    try:
        report = check(job.document, job.settings)
    except Exception:
        return Analysis(Report(job.document.path, ()), Outline(), failure=traceback.format_exc())
    try:
        parts = outline(report.program) if report.program else Outline()
        failure = ""
    except Exception:
        parts, failure = Outline(), traceback.format_exc()
    plain = Report(report.path, report.findings, report.notes)
    code = fingerprint(job.document, parts) if job.fingerprint else ""
    return Analysis(plain, parts, fingerprint=code, failure=failure)


def _read(pipe: BinaryIO, jobs: "queue.SimpleQueue[Job | None]") -> None:
    """Pass the jobs on; None when there will be no more."""
    try:
        while True:
            jobs.put(read_from(pipe))
    except EOFError:
        jobs.put(None)


def _next(jobs: "queue.SimpleQueue[Job | None]") -> Job | None:
    try:
        return jobs.get(timeout=IDLE)
    except queue.Empty:
        gc.collect()
        return jobs.get()


if __name__ == "__main__":
    main()
