"""Analysis off the message loop: one long-lived process that checks one document at a time."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kerascope.config import Settings
from kerascope.outline.items import Outline
from kerascope.process.child import end_group, start_child
from kerascope.process.wire import framed, receive
from kerascope.rules.report import Report
from kerascope.source.document import Document

logger = logging.getLogger(__name__)

T = TypeVar("T")

TIME_LIMIT = 60.0
"""Seconds after which an analysis is given up and its process replaced."""


@dataclass(frozen=True, slots=True)
class Job:
    """A document to check. ``fingerprint`` asks for one of the code.

    ``root`` is the workspace folder, "" where there is none; ``opened`` are the paths of all open
    documents: of those, what was last checked counts instead of the file.
    """

    document: Document
    settings: Settings
    fingerprint: bool = False
    root: str = ""
    opened: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OutlineJob:
    """A document to describe; one that was just checked is not read again."""

    document: Document
    settings: Settings
    root: str = ""


@dataclass(frozen=True, slots=True)
class FileJob:
    """A file to read from disk and check; ``root`` is the workspace folder."""

    path: str
    settings: Settings
    root: str = ""


@dataclass(frozen=True, slots=True)
class FolderJob:
    """A folder to search for scripts and notebooks. ``excluded`` are patterns as in .gitignore,
    read relative to ``root``."""

    folder: str
    root: str
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainJob:
    """A rule to explain, by code or name."""

    rule: str


AnyJob = Job | OutlineJob | FileJob | FolderJob | ExplainJob


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a check answers. ``failure`` holds the traceback where the analysis itself broke;
    ``modules`` are the paths of the other files that were read."""

    report: Report
    fingerprint: str = ""
    failure: str = ""
    modules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Described:
    """What an outline job answers; ``failure`` as in an analysis."""

    outline: Outline = field(default_factory=Outline)
    failure: str = ""


@dataclass(frozen=True, slots=True)
class FileAnalysis:
    """What a file job answers: the content with what was found in it; no document where the file
    is gone or no Python source."""

    analysis: Analysis
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder job answers: paths, sorted."""

    paths: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """What an explain job answers, as markdown: the rule's ``page`` and the gist of it; empty
    where there is no such rule."""

    page: str = ""
    brief: str = ""
    failure: str = ""


class Analyst:
    """The process, started on first use and again whenever it is lost."""

    def __init__(self) -> None:
        self._process: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._turn = asyncio.Lock()
        self._running: set[asyncio.Task[Any]] = set()

    @property
    def process_id(self) -> int | None:
        started = self._process is not None and self._process.done()
        return self._process.result().pid if self._process and started else None

    async def analyse(self, job: Job) -> Analysis:
        """Check a document as soon as the process is free.

        Cancelled while it waits, a job is never started; cancelled later, its result is lost.
        """
        nothing = Report(job.document.path, ())
        return await self._in_turn(job, lambda reason: Analysis(nothing, failure=reason))

    async def describe(self, job: OutlineJob) -> Described:
        """The outline of a document: it is made when an editor asks for what it shows, so that
        findings do not wait for it."""
        return await self._in_turn(job, lambda reason: Described(failure=reason))

    async def analyse_file(self, job: FileJob) -> FileAnalysis:
        """Check a file as it is on disk."""
        nothing = Report(job.path, ())
        return await self._in_turn(
            job, lambda reason: FileAnalysis(Analysis(nothing, failure=reason))
        )

    async def search(self, job: FolderJob) -> Found:
        """The scripts and notebooks that a check of the folder looks at."""
        return await self._in_turn(job, lambda reason: Found(failure=reason))

    async def explain(self, rule: str) -> Explained:
        """The documentation of a rule."""
        return await self._in_turn(ExplainJob(rule), lambda reason: Explained(failure=reason))

    async def warm_up(self) -> None:
        """Start the process before the first document needs it."""
        async with self._turn:
            await self._live_process()

    async def close(self) -> None:
        """End the process for good; a job under way is given up."""
        running = list(self._running)
        for work in running:
            work.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.stop()

    async def stop(self) -> None:
        """End the process; a job under way is done by the next one."""
        starting, self._process = self._process, None
        if starting is not None:
            await end_group(await starting)

    async def _in_turn(self, job: AnyJob, failed: Callable[[str], T]) -> T:
        await self._turn.acquire()
        work = asyncio.create_task(self._answer(job, failed))
        self._running.add(work)
        work.add_done_callback(self._done)
        return await asyncio.shield(work)

    def _done(self, work: asyncio.Task[Any]) -> None:
        self._running.discard(work)
        self._turn.release()

    async def _answer(self, job: AnyJob, failed: Callable[[str], T]) -> T:
        """The answer of the process, or of its successor if it dies over this job."""
        for _ in range(2):
            try:
                async with asyncio.timeout(TIME_LIMIT):
                    return await self._exchange(job)
            except TimeoutError:
                await self.stop()
                return failed(f"The analysis took longer than {TIME_LIMIT:.0f} seconds.")
            except (EOFError, ConnectionError):
                logger.warning("The analysis process ended over %s.", _name(job))
                await self.stop()
        return failed("The analysis process ended twice while it read this document.")

    async def _exchange(self, job: AnyJob) -> Any:
        process = await self._live_process()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(framed(job))
        await process.stdin.drain()
        return await receive(process.stdout)

    async def _live_process(self) -> asyncio.subprocess.Process:
        if self._process is not None and (await self._process).returncode is not None:
            self._process = None
        if self._process is None:
            self._process = asyncio.create_task(start_child("kerascope.lsp.worker"))
        return await asyncio.shield(self._process)


def _name(job: AnyJob) -> str:
    match job:
        case FileJob():
            return job.path
        case FolderJob():
            return job.folder
        case ExplainJob():
            return job.rule
        case _:
            return job.document.path
