"""Where arms are kept and trained: starts them on demand, remembers every run, ends them all."""

import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kerascope.probe.arms import Edition
from kerascope.probe.branches import Branches
from kerascope.probe.cluster import RayArm, RayHost
from kerascope.probe.folder import furnished
from kerascope.probe.fresh import FreshHost
from kerascope.probe.hosts import Hosts
from kerascope.probe.learning import Checkpoint, Run, RunKind
from kerascope.probe.meter import Meter
from kerascope.probe.request import ProbeRequest
from kerascope.probe.script import early_settings, imports, reaches_one_fit, trains_by_hand
from kerascope.probe.surroundings import child_environment
from kerascope.probe.version import Home
from kerascope.probe.worker import (
    ArmProcess,
    Forker,
    Host,
    Message,
    NeverFits,
    TooSlow,
    WorkerFailed,
)

Starter = Forker | FreshHost | RayHost

_MOST_FRESH = 4
_NO_ACCIDENT = ("script ended", "not captured")


_LOOPS = (
    "Trials can also follow a loop with tf.GradientTape or train_on_batch() over one Keras model; "
    "any other loop has to be put into train_step() of a model."
)


class Stopped(Exception):
    """The probe was cancelled or its budget is spent."""


@dataclass(slots=True)
class Trained:
    """An arm: its process once started, what it captured, and the runs so far.

    ``training`` is the part of its ``seconds`` that went into ``updates``.
    """

    edition: Edition
    lock: threading.RLock = field(default_factory=threading.RLock)
    process: ArmProcess | RayArm | None = None
    captured: Message = field(default_factory=dict[str, Any])
    failure: WorkerFailed | None = None
    runs: dict[tuple[RunKind, int], Run] = field(default_factory=dict[tuple[RunKind, int], Run])
    seconds: float = 0.0
    training: float = 0.0
    updates: int = 0
    wanted: Message | None = None


class Laboratory:
    """All arms of one probe. Methods may be called from several threads.

    At most ``request.workers`` arms compute at a time. ``meter`` hears of all that is finished.
    """

    def __init__(self, request: ProbeRequest, meter: Meter, hosts: Hosts) -> None:
        self._request = request
        self._hosts = hosts
        self._meter = meter
        self._slots = threading.Semaphore(request.workers)
        self._arms: dict[str, Trained] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._wanted: Message = {"ordinal": 1, "line": request.fit}
        self._scratch = tempfile.TemporaryDirectory(prefix="kerascope-", ignore_cleanup_errors=True)
        path = Path(request.document.path).absolute()
        self._home = Home(path, request.working_folder or path.parent)
        self._compiled = hosts.compiled() or Path(self._scratch.name) / "compiled"
        self.host: Host | FreshHost | RayHost | None = None
        self._branches: Branches | None = None
        self.protections: list[str] | None = None
        self._no_host: WorkerFailed | None = None

    def open(self, text: str) -> None:
        """Start the host for a script with this text.

        If the interpreter cannot be started, every arm fails with the reason.
        """
        request, settings = self._request, early_settings(text)
        try:
            if request.cluster:
                self.host = RayHost(request.cluster, imports(text), settings, request.limits)
                self._slots = threading.Semaphore(self.host.room)
                return
            self._compiled.mkdir(exist_ok=True)
            self.host = self._hosts.borrow(
                request.interpreter,
                imports(text),
                child_environment(settings, request.workers, self._compiled),
                request.limits.processes,
            )
        except WorkerFailed as error:
            self._no_host = error

    def share(self, base: Edition, others: Sequence[Edition]) -> None:
        """Run the statements that the versions begin with in common once, where that can be told
        to make no difference."""
        if isinstance(self.host, Host) and not any(e.home for e in (base, *others)):
            texts = [other.script.text for other in others]
            seconds = self._request.limits.capture
            self._branches = Branches(
                base.script.text, texts, lambda: self._common_orders(base), seconds
            )

    def close(self) -> None:
        """End all arms and remove what they wrote."""
        self._stopped.set()
        if isinstance(self.host, RayHost):
            self.host.close()
        elif self.host:
            self._hosts.give_back(self.host)
        if self._branches:
            self._branches.close()
        self._scratch.cleanup()

    def stop(self) -> None:
        """Make every present and later call raise ``Stopped``; the arms end."""
        self._stopped.set()
        if self.host:
            self.host.clear()

    def side_by_side(self, versions: int) -> int:
        """How many versions may be alive at a time: those that share no memory are bounded."""
        return min(versions, _MOST_FRESH) if isinstance(self.host, FreshHost) else versions

    def find_fit(self, edition: Edition) -> None:
        """Learn which fit to look at (the one asked for, or the last one) and on which others it
        rests, by running the script once if that is not plain.

        Raises:
            WorkerFailed: the script fails or has no fit.
        """
        self._wanted = self._last_fit(edition)

    def find_own_fit(self, edition: Edition) -> None:
        """The same for a version whose fits need not be those of the others."""
        self._arm(edition).wanted = self._last_fit(edition)

    def _last_fit(self, edition: Edition) -> Message:
        line = self._request.fit
        if reaches_one_fit(edition.script.text):
            return {"ordinal": 1, "line": line}
        arm = Trained(edition)
        try:
            self._run_script(arm, {"ordinal": -1, "line": None, "about": line})
        except WorkerFailed:
            if not _reached(arm.captured) and line is None:
                raise
        finally:
            if arm.process:
                arm.process.end()
        return _reached(arm.captured) or {"ordinal": 0, "line": line}

    def captured(self, edition: Edition) -> Message:
        """What the arm's fit was given; runs its script if that has not been done yet.

        Raises:
            WorkerFailed: the script failed, never reached fit, or its data cannot be used.
        """
        arm = self._arm(edition)
        with arm.lock:
            self._ready(arm)
            return arm.captured

    def observe(
        self, edition: Edition, seed: int, updates: int, hear: Callable[[Message], None]
    ) -> None:
        """Have the arm make its instrumented run; ``hear`` gets each message."""
        arm = self._arm(edition)
        with arm.lock:
            process = self._ready(arm)
            with self._slots:
                started = time.monotonic()
                process.send("observe", {"seed": seed, "updates": updates})
                for message in self._messages(arm, process, self._request.limits.trial):
                    if message["event"] == "observed":
                        break
                    hear(message)
                spent = time.monotonic() - started
            self._meter.observed(edition.name, edition.title, spent)

    def run(self, edition: Edition, seed: int, until: int, kind: RunKind = "plain") -> Run:
        """One seed of one arm, trained for at least ``until`` updates and cut there.

        ``repeat`` trains the same seed another time, for the noise floor; ``one batch`` trains
        and scores on a single batch.

        Raises:
            WorkerFailed: the arm cannot be trained.
            Stopped: the probe is over.
        """
        arm = self._arm(edition)
        with arm.lock:
            done = arm.runs.get((kind, seed), Run(()))
            if not done.has(until):
                # Between two checkpoints of a longer run: the same way again, from its start.
                since = done.updates if done.points and done.updates < until else 0
                process = self._ready(arm)
                with self._slots:
                    points = self._train(arm, process, seed, since, until, kind)
                done = arm.runs[kind, seed] = done.joined(points)
            return done.until(until)

    def runs(self) -> list[tuple[Edition, list[Run]]]:
        """Every arm with its runs so far."""
        with self._lock:
            arms = list(self._arms.values())
        return [
            (a.edition, [r for (kind, _), r in sorted(a.runs.items()) if kind == "plain"])
            for a in arms
        ]

    def failed(self, edition: Edition) -> bool:
        """Whether an arm cannot be run at all."""
        return self._arm(edition).failure is not None

    def seconds(self, edition: Edition) -> float:
        """The time spent on an arm."""
        return self._arm(edition).seconds

    def pace(self, edition: Edition) -> float:
        """The seconds that an update of an arm takes, scoring included."""
        arm = self._arm(edition)
        return arm.training / arm.updates if arm.updates else 0.0

    def retire(self, edition: Edition) -> None:
        """End an arm's process; its runs are kept."""
        arm = self._arm(edition)
        with arm.lock:
            if arm.process:
                arm.process.end()
                arm.process = None

    def _arm(self, edition: Edition) -> Trained:
        with self._lock:
            return self._arms.setdefault(edition.name, Trained(edition))

    def _ready(self, arm: Trained) -> ArmProcess | RayArm:
        if arm.failure:
            raise arm.failure
        if arm.process is None or not arm.captured:
            try:
                with self._slots:
                    self._run_script(arm, arm.wanted or self._wanted)
            except WorkerFailed as error:
                arm.failure = error
                raise
        assert arm.process
        return arm.process

    def _run_script(self, arm: Trained, wanted: Message) -> None:
        if self._no_host:
            raise self._no_host
        if self._stopped.is_set() or self.host is None:
            raise Stopped
        started = time.monotonic()
        try:
            forker = self._nearest(arm, self.host)
            try:
                self._try_script(arm, forker, wanted)
            except (NeverFits, TooSlow):
                raise
            except WorkerFailed:
                if forker is self.host or arm.captured.get("event") in _NO_ACCIDENT:
                    raise
                # It may have missed something of the whole run.
                if arm.process:
                    arm.process.end()
                arm.captured = {}
                self._try_script(arm, self.host, wanted)
        finally:
            arm.seconds += time.monotonic() - started

    def _nearest(self, arm: Trained, host: Starter) -> Starter:
        limit = self._request.limits.capture
        if self._branches is None or not isinstance(host, Host):
            return host
        try:
            return self._branches.nearest(arm.edition.script.text, host)
        except TimeoutError:
            raise NeverFits(_too_long(arm, limit)) from None

    def _note_protections(self, found: list[str]) -> None:
        """Workers of a cluster differ: what held for all arms counts."""
        with self._lock:
            before = self.protections
            self.protections = [p for p in found if before is None or p in before]

    def _try_script(self, arm: Trained, forker: Starter, wanted: Message) -> None:
        arm.process = self._start(forker, arm.edition, wanted)
        limit, started = self._request.limits.capture, time.monotonic()
        for message in self._messages(arm, arm.process, limit):
            if message["event"] == "running":
                # From here on: before, the host may have had to be made warm.
                self._note_protections(message["protections"])
                started = time.monotonic()
            elif message["event"] == "captured":
                self._meter.started(arm.edition.name, time.monotonic() - started)
                arm.captured = message
                if arm.wanted is None:
                    self._wanted = {**wanted, "ordinal": message["ordinal"], "line": None}
                break
            else:
                arm.captured = message
                raise _why(message, arm.process.output)

    def _start(self, forker: Starter, edition: Edition, wanted: Message) -> ArmProcess | RayArm:
        try:
            if isinstance(forker, RayHost):
                return forker.start(self._orders(edition, wanted), edition.home or self._home)
            return forker.start(self._orders_here(edition, wanted))
        except (WorkerFailed, OSError):
            if self._stopped.is_set():
                raise Stopped from None
            raise

    def _messages(self, arm: Trained, process: ArmProcess | RayArm, seconds: float) -> Any:
        try:
            for message in process.messages(seconds):
                if message["event"] == "training failed":
                    raise _why(message, process.output)
                yield message
        except TimeoutError:
            process.end()
            kind = TooSlow if arm.captured else NeverFits
            raise kind(_too_long(arm, seconds), output=process.output) from None
        except WorkerFailed:
            if self._stopped.is_set():
                raise Stopped from None
            raise

    def _train(
        self,
        arm: Trained,
        process: ArmProcess | RayArm,
        seed: int,
        since: int,
        until: int,
        kind: RunKind,
    ) -> list[Checkpoint]:
        if self._stopped.is_set():
            raise Stopped
        started = time.monotonic()
        process.send(
            "train",
            {"seed": seed, "since": since, "until": until, "one_batch": kind == "one batch"},
        )
        points: list[Checkpoint] = []
        try:
            for message in self._messages(arm, process, self._request.limits.trial):
                if message["event"] == "trained":
                    break
                points.append(Checkpoint.read(message))
        except WorkerFailed as error:
            arm.failure = error
            raise
        spent = time.monotonic() - started
        arm.seconds += spent
        arm.training += spent
        arm.updates += until - since
        self._meter.trial(arm.edition.name, arm.edition.title, spent)
        return points

    def _common_orders(self, base: Edition) -> Message:
        """For a process that runs what all versions begin with."""
        orders = self._orders_here(base, {})
        return {
            **orders,
            # Its arms write to folders of their own below this one.
            "writable": [self._scratch.name, str(self._compiled)],
            "folders": [orders["around"], orders["environment"]["TMPDIR"]],
        }

    def _orders_here(self, edition: Edition, wanted: Message) -> Message:
        """With a folder on this machine."""
        home = Path(tempfile.mkdtemp(prefix=f"{edition.name}-", dir=self._scratch.name))
        place = furnished(home, edition.home or self._home, self._request.limits.copy)
        writable = [*place["writable"], str(self._compiled)]
        return {**self._orders(edition, wanted), **place, "writable": writable}

    def _orders(self, edition: Edition, wanted: Message) -> Message:
        request, limits = self._request, self._request.limits
        return {
            "text": edition.script.text,
            "arguments": list(request.arguments),
            "network": request.allow_network,
            "memory": limits.memory,
            "file_size": limits.file_size,
            "processes": limits.processes,
            "sample": limits.sample,
            "seed": request.seed,
            "wanted": wanted,
            "notebook": edition.script.is_notebook,
            "by_hand": trains_by_hand(edition.script.text),
        }


def _reached(said: Message) -> Message:
    """How to get to the last fit of a run that went on to its end; empty if there was none."""
    wanted = said.get("wanted", {})
    return {**wanted, "line": None} if wanted.get("ordinal") else {}


def _too_long(arm: Trained, seconds: float) -> str:
    if not arm.captured:
        return (
            f"The script ran for {seconds:g} s without reaching fit(). "
            "Make what comes before fit() shorter, for instance by loading less data."
        )
    return (
        f"One trial takes more than {seconds:g} s here. Probe on a faster machine, or with a "
        "smaller model."
    )


def _why(message: Message, output: str) -> WorkerFailed:
    line = message.get("line")
    where = f" in line {line}" if line else ""
    kind, text = message["event"], message.get("message", "")
    what = "the training loop" if message.get("by_hand") else "fit()"
    if "exit status 2" in text and "usage:" in output:
        text += ". `kerascope probe SCRIPT -- ARGUMENTS` passes arguments on"
    sentences = {
        "script failed": f"The script stopped before fit(){where}: {text}",
        "script ended": "The script ended without calling fit() of a Keras model. " + _LOOPS,
        "not captured": f"The data of {what}{where} cannot be used for trials: {text}",
        "training failed": f"Training failed{where}: {text}",
    }
    return WorkerFailed(sentences.get(kind, f"Unexpected answer: {kind}."), line, output)
