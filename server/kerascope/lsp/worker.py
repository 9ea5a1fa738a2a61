"""The analysis process: ``python -m kerascope.lsp.worker``. It checks what it is sent."""

import gc
import os
import queue
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from kerascope.checker import check
from kerascope.lsp.analysis import (
    Analysis,
    AnyJob,
    Described,
    Explained,
    ExplainJob,
    FileAnalysis,
    FileJob,
    FolderJob,
    Found,
    Job,
    OutlineJob,
)
from kerascope.lsp.explanation import brief_of, page_of
from kerascope.lsp.verdicts import fingerprint
from kerascope.outline.describe import outline
from kerascope.outline.items import Outline
from kerascope.process.child import private_stdout
from kerascope.process.wire import framed, read_from
from kerascope.program.program import TrainingProgram
from kerascope.rules.report import Report
from kerascope.source.document import Document, UnreadableSource, load
from kerascope.source.modules import Modules

IDLE = 1.0
"""Seconds without a job after which garbage is collected; it takes long over many trees."""

KEPT = 4
"""Programs kept for the outlines that editors ask for after the findings."""


def main() -> None:
    """Answer every job on stdin, until the server is gone."""
    wire = private_stdout()
    jobs: queue.SimpleQueue[AnyJob | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, jobs), daemon=True).start()
    gc.disable()
    gc.freeze()
    with suppress(BrokenPipeError):
        _work(jobs, wire)
    # The thread may hold stdin, which an orderly exit would wait for.
    os._exit(0)


def _work(jobs: "queue.SimpleQueue[AnyJob | None]", wire: BinaryIO) -> None:
    worker = Worker()
    while (job := _next(jobs)) is not None:
        wire.write(framed(worker.answer(job)))
        wire.flush()
        # What this job alone has left behind; the user is looking at the answer by now.
        gc.collect(0)


class Worker:
    """Answers jobs; of the last documents it remembers the programs that were read."""

    def __init__(self) -> None:
        self._read: dict[OutlineJob, TrainingProgram | None] = {}
        self._opened: dict[str, Document] = {}

    def answer(self, job: AnyJob) -> Analysis | Described | FileAnalysis | Found | Explained:
        """A fault of ours becomes part of the answer."""
        match job:
            case Job():
                return self.analyse(job)
            case OutlineJob():
                return self.describe(job)
            case FileJob():
                return analyse_file(job)
            case FolderJob():
                return search(job)
            case ExplainJob():
                return explain(job)

    def analyse(self, job: Job) -> Analysis:
        """Check one document."""
        self._opened = {p: text for p, text in self._opened.items() if p in job.opened}
        self._opened[job.document.path] = job.document
        same = OutlineJob(job.document, job.settings, job.root)
        modules = self._modules(same)
        try:
            report = check(job.document, job.settings, modules)
        except Exception:
            return Analysis(Report(job.document.path, ()), failure=traceback.format_exc())
        self._keep(same, report.program)
        plain = Report(report.path, report.findings, report.notes)
        used = frozenset(modules.used if modules else ())
        if not job.fingerprint:
            return Analysis(plain, modules=used)
        described = self.describe(same)
        code = fingerprint(job.document, described.outline)
        return Analysis(plain, code, described.failure, used)

    def describe(self, job: OutlineJob) -> Described:
        """Say what an editor shows around the findings of one document."""
        try:
            if job not in self._read:
                report = check(job.document, job.settings, self._modules(job))
                self._keep(job, report.program)
            program = self._read[job]
            return Described(outline(program) if program else Outline())
        except Exception:
            return Described(failure=traceback.format_exc())

    def _modules(self, job: OutlineJob) -> Modules | None:
        """Those beside the document, where it has a place on disk."""
        path = Path(job.document.path)
        if not path.is_absolute():
            return None
        return Modules(path, Path(job.root) if job.root else None, self._opened)

    def _keep(self, job: OutlineJob, program: TrainingProgram | None) -> None:
        """Of each document the last version, of the documents the last few."""
        for other in [old for old in self._read if old.document.path == job.document.path]:
            del self._read[other]
        self._read[job] = program
        if len(self._read) > KEPT:
            del self._read[next(iter(self._read))]


def analyse_file(job: FileJob) -> FileAnalysis:
    """Check one file; nothing of it is remembered."""
    nothing = Report(job.path, ())
    try:
        document = load(Path(job.path))
        modules = Modules(Path(job.path), Path(job.root) if job.root else None)
        report = check(document, job.settings, modules)
    except (OSError, UnreadableSource):
        return FileAnalysis(Analysis(nothing))
    except Exception:
        return FileAnalysis(Analysis(nothing, failure=traceback.format_exc()))
    plain = Report(report.path, report.findings, report.notes)
    return FileAnalysis(Analysis(plain, modules=frozenset(modules.used)), document)


def search(job: FolderJob) -> Found:
    """List the scripts and notebooks in a folder."""
    from kerascope.source.files import Globs, source_files

    try:
        excluded = [Globs.of(Path(job.root), job.excluded)]
        return Found(tuple(map(str, source_files(Path(job.folder), excluded))))
    except Exception:
        return Found(failure=traceback.format_exc())


def explain(job: ExplainJob) -> Explained:
    """The documentation of a rule."""
    try:
        return Explained(page_of(job.rule), brief_of(job.rule))
    except Exception:
        return Explained(failure=traceback.format_exc())


def _read(pipe: BinaryIO, jobs: "queue.SimpleQueue[AnyJob | None]") -> None:
    """Pass the jobs on; None when there will be no more."""
    try:
        while True:
            jobs.put(read_from(pipe))
    except EOFError:
        jobs.put(None)


def _next(jobs: "queue.SimpleQueue[AnyJob | None]") -> AnyJob | None:
    try:
        return jobs.get(timeout=IDLE)
    except queue.Empty:
        gc.collect()
        return jobs.get()


if __name__ == "__main__":
    main()
