"""The plan of one probe: observe; try each fix alone, all together, all but one; judge."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from math import hypot
from statistics import mean

from kerascope.probe.arms import ALL, AS_IS, Edition, Editions, name_all_but, name_alone
from kerascope.probe.contest import Contest, compare
from kerascope.probe.cost import to_decide
from kerascope.probe.event import EvidenceFound, ProbeEvent, VerdictReached
from kerascope.probe.evidence import Observation
from kerascope.probe.judge import Trials, blank, judge, rescued
from kerascope.probe.laboratory import Laboratory, Stopped
from kerascope.probe.learning import Run
from kerascope.probe.noop import changes_nothing
from kerascope.probe.places import Places
from kerascope.probe.request import ProbeRequest
from kerascope.probe.sequential import MOST_PAIRS
from kerascope.probe.verdict import Verdict
from kerascope.probe.worker import Lost, Message, NeverFits, TooSlow, WorkerFailed
from kerascope.rules.experiment import Experiment, Metric, Regime
from kerascope.rules.finding import Finding

_NEED_A_LEARNER = ("generalisation", "balanced-accuracy")
_JOINT = Experiment()
_ELSEWHERE = (
    "The fix changes neither what is trained nor the data that it is judged by: it acts where "
    "short trials do not look, for instance after fit()."
)
_IN_THE_KERNEL = (
    "Run from top to bottom, the notebook trains the same with this fix and without it: the fault "
    "lies in cells that were run again, which only the running kernel knows."
)
_UNSEEN: dict[Regime, str] = {"evaluate": _ELSEWHERE, "kernel-state": _IN_THE_KERNEL}
_IN_THE_LOOP = (
    "The fix changes the training loop itself and neither model, loss, optimizer nor data; the "
    "trials put a plain step in the place of that loop, so they cannot tell."
)
_BETWEEN_ROUNDS = (
    "The fix changes nothing of what the first round of the loop trains, and the trials train on "
    "from there without the loop: what happens between its rounds they cannot tell."
)
_HELPED = ("confirmed", "secondary")
_KEPT_GAIN = 0.95
_SURE = 2.5


@dataclass(slots=True)
class Attempt:
    """One finding's way through the probe."""

    alone: Contest | None = None
    missing: Contest | None = None
    verdict: Verdict | None = None
    failure: WorkerFailed | None = None
    editions: list[Edition] = field(default_factory=list[Edition])


class Study:
    """Runs in a thread of its own; what it has found so far can be read at any time."""

    what = "fix"

    def __init__(
        self, request: ProbeRequest, lab: Laboratory, tell: Callable[[ProbeEvent], None]
    ) -> None:
        self._request = request
        self._lab = lab
        self._tell = tell
        self._findings = request.findings
        self.editions = Editions(request)
        self.base = self.editions.as_is()
        self.places = Places(request.document)
        self.observation = Observation(
            self.base.script, self.places, lambda item: tell(EvidenceFound(item))
        )
        self.captured: Message = {}
        self.failure: WorkerFailed | None = None
        self.attempts = {k: Attempt() for k in range(len(request.findings))}
        self.base_runs: list[Run] = []
        self.repeated: Run | None = None
        self.stuck = False
        self.together: Contest | None = None
        self.recommended_for: tuple[int, ...] = ()
        self._masking_ruled_out = False
        self._base_ready = threading.Event()
        self._seeds = range(request.seed, request.seed + MOST_PAIRS)

    def run(self) -> None:
        """The whole plan. Returns early, with what is known, when the probe is stopped."""
        try:
            self._plan()
        except Stopped:
            return
        except WorkerFailed as error:
            self.failure = error
            self._base_ready.set()
            if not isinstance(error, Lost | NeverFits | TooSlow):
                self._rescue_if_possible()

    def planned(self) -> dict[str, int]:
        """The trials of each version not out of question, if every comparison takes two pairs."""
        undecided = [k for k in self.editions.testable if self.attempts[k].verdict is None]
        plan = {AS_IS: 3, **{name_alone(k): 2 for k in undecided}}
        if len(self.editions.joint) > 1:
            plan[ALL] = 2
        if len(self.editions.joint) > 1 and not self._masking_ruled_out:
            plan |= {name_all_but(k): 2 for k in self.editions.joint if k in undecided}
        return plan

    def _plan(self) -> None:
        self._give_up_on_untestable()
        self._lab.share(self.base, self._versions())
        self._lab.find_fit(self.base)
        self.captured = self._lab.captured(self.base)
        self.places.fit = self.base.script.place(self.captured["line"])
        if self.captured["by_hand"]:
            self.observation.by_hand(self.captured["line"])
        with ThreadPoolExecutor(self._lab.side_by_side(len(self._findings) + 2)) as pool:
            jobs = [pool.submit(self._observe)]
            jobs += [pool.submit(self._together)] if len(self.editions.joint) > 1 else []
            jobs += [pool.submit(self._alone, k) for k in self.editions.testable]
            _finish(jobs)
            self._masking_ruled_out = not self._masking_is_possible()
            if not self._masking_ruled_out:
                _finish([pool.submit(self._missing, k) for k in self._open_joint()])
        self._judge_all()
        self._recommend()

    def _versions(self) -> list[Edition]:
        """Those to be tried whatever the trials show."""
        alone = [self.editions.alone(k) for k in self.editions.testable]
        return [*alone, self.editions.all()] if len(self.editions.joint) > 1 else alone

    def _give_up_on_untestable(self) -> None:
        for index, finding in enumerate(self._findings):
            if index in self.editions.testable:
                continue
            if finding.fix is None or not finding.fix.edits:
                reason = "There is no automatic fix for this finding, so there is nothing to try."
            else:
                reason = "This is not about how well the model learns, so no training shows it."
            self._reach(index, blank(finding, "untestable", reason))

    def _observe(self) -> None:
        """The instrumented run, then the baseline's own trials and the noise floor."""
        horizon = _JOINT.horizon
        try:
            try:
                self._lab.observe(self.base, self._seeds[0], horizon, self.observation.hear)
            except WorkerFailed as error:
                if self._lab.failed(self.base):
                    raise
                self.observation.fail(str(error))
            self.base_runs = [self._lab.run(self.base, s, horizon) for s in self._seeds[:2]]
            self.stuck = all(run.at_chance for run in self.base_runs)
            if self.stuck:
                last = self.base_runs[0].points[-1]
                self.observation.learnt_nothing(last.plain, horizon, last.task)
            self.repeated = self._lab.run(self.base, self._seeds[0], horizon, "repeat")
        finally:
            self._base_ready.set()

    def _together(self) -> None:
        try:
            self.together = self._compare(self.base, self.editions.all(), _JOINT)
        except WorkerFailed:
            self.together = None

    def _alone(self, index: int) -> None:
        """One fix against the script as it is; says so at once where it changes nothing."""
        finding, attempt = self._findings[index], self.attempts[index]
        edition = self.editions.alone(index)
        attempt.editions = [self.base, edition]
        assert finding.experiment
        try:
            after = self._capture(edition)
            before, now = self.captured["signature"], after["signature"]
            if verdict := self._without_effect(finding, before, now):
                self._reach(index, verdict)
                return
            self._base_ready.wait()
            if self._learns_too_little(finding.experiment.metric):
                return
            self._contest(index, edition, after)
        except WorkerFailed as error:
            if self._lab.failed(self.base):
                raise
            self._could_not_run(index, error)
        finally:
            self._lab.retire(edition)

    def _without_effect(self, finding: Finding, before: Message, now: Message) -> Verdict | None:
        """The verdict on a fix that changes nothing that trials depend on."""
        assert finding.experiment
        if unseen := _UNSEEN.get(finding.experiment.regime):
            return blank(finding, "untestable", unseen) if before == now else None
        why = changes_nothing(before, now)
        if why and self.captured["by_hand"]:
            return blank(finding, "untestable", _IN_THE_LOOP)
        if before == now and self.captured["rounds"] > 1:
            return blank(finding, "untestable", _BETWEEN_ROUNDS)
        return blank(finding, "refuted", why) if why else None

    def _capture(self, edition: Edition) -> Message:
        return self._lab.captured(edition)

    def _contest(self, index: int, edition: Edition, _captured: Message) -> None:
        """Train one fix against the script as it is."""
        experiment = self._findings[index].experiment
        assert experiment
        self.attempts[index].alone = self._compare(self.base, edition, experiment)

    def _learns_too_little(self, metric: Metric) -> bool:
        """Nothing can be said of this metric while the script is stuck.

        A script that knows its training data, and nothing else, is not: that is overfitting.
        """
        if metric == "generalisation" and any(run.fits_training for run in self.base_runs):
            return False
        return self.stuck and metric in _NEED_A_LEARNER

    def _missing(self, index: int) -> None:
        """All fixes but one against all fixes."""
        experiment, attempt = self._findings[index].experiment, self.attempts[index]
        assert experiment
        edition = self.editions.all_but(index)
        attempt.editions += [self.editions.all(), edition]
        try:
            attempt.missing = self._compare(edition, self.editions.all(), experiment)
        except WorkerFailed as error:
            if attempt.alone is None:
                self._could_not_run(index, error)
        finally:
            self._lab.retire(edition)

    def _compare(self, control: Edition, treated: Edition, experiment: Experiment) -> Contest:
        margin, updates = self._margin(experiment, control, treated), self.captured["users_updates"]
        return compare(self._lab, control, treated, experiment, margin, self._seeds, updates)

    def _margin(self, experiment: Experiment, control: Edition, treated: Edition) -> float:
        """What counts here: never less than the noise, and than other samples would change."""
        self._base_ready.wait()
        noise = max(experiment.margin, 2 * self.same_seed_noise())
        if experiment.regime == "overfit-batch" or self._judged_alike(control, treated):
            return noise
        seed, horizon = self._seeds[0], experiment.horizon
        errors = [self._lab.run(arm, seed, horizon).error for arm in (control, treated)]
        return max(noise, _SURE * hypot(*errors))

    def _judged_alike(self, *editions: Edition) -> bool:
        """Whether all are scored on the same samples, so that their choice cancels out."""
        signatures = [self._lab.captured(edition)["signature"] for edition in editions]
        return all(one["judged_by"] == signatures[0]["judged_by"] for one in signatures)

    def same_seed_noise(self) -> float:
        """How far two runs of the same script with the same seed came apart."""
        if self.repeated is None or not self.base_runs:
            return 0.0
        first = self.base_runs[0]
        return max(
            abs(first.quality - self.repeated.quality), abs(first.skill - self.repeated.skill)
        )

    def _masking_is_possible(self) -> bool:
        if self.together is None or len(self._open_joint()) == 0:
            return False
        alone = [a.alone for a in self.attempts.values()]
        gains = sum(contest is not None and contest.decision == "gain" for contest in alone)
        return self.stuck or gains >= 2 or (gains == 0 and self.together.decision == "gain")

    def _open_joint(self) -> list[int]:
        return [k for k in self.editions.joint if self.attempts[k].verdict is None]

    def _rescue_if_possible(self) -> None:
        """The script as it is cannot be trained: see which fix makes it trainable, and judge the
        others on top of that one."""
        try:
            with ThreadPoolExecutor(self._lab.side_by_side(len(self._findings) + 1)) as pool:
                _finish([pool.submit(self._rescue, k) for k in self._open_testable()])
                helped = [k for k in self._rescued() if k in self.editions.joint]
                best = max(helped, key=self._effect_of, default=None)
                lost = [(k, e) for k, a in self.attempts.items() if (e := a.failure)]
                _finish([pool.submit(self._on_top, best, k, error) for k, error in lost])
        except Stopped:
            return
        more = [k for k, a in self.attempts.items() if a.verdict and a.verdict.verdict in _HELPED]
        self.recommended_for = tuple(k for k in more if k in self.editions.joint)

    def _rescued(self) -> list[int]:
        return [k for k, a in self.attempts.items() if a.verdict and a.verdict.effect is not None]

    def _effect_of(self, index: int) -> float:
        verdict = self.attempts[index].verdict
        return (verdict.effect or 0.0) if verdict else 0.0

    def _rescue(self, index: int) -> None:
        finding, edition = self._findings[index], self.editions.alone(index)
        attempt = self.attempts[index]
        attempt.editions = [edition]
        try:
            self._capture(edition)
            run = self._lab.run(edition, self._seeds[0], _JOINT.horizon)
        except WorkerFailed as error:
            attempt.failure = error
        else:
            verdict = blank(finding, "confirmed", rescued(str(self.failure), run, self.what))
            # A script that cannot be trained counts as one that diverged.
            verdict = replace(verdict, effect=run.quality + 1, seeds=1, updates=run.updates)
            self._reach(index, self._with_times(index, verdict))
        finally:
            self._lab.retire(edition)

    def _on_top(self, rescuer: int | None, index: int, error: WorkerFailed) -> None:
        """A fix with which alone the script cannot be trained either, beside one with which it
        can."""
        finding, attempt = self._findings[index], self.attempts[index]
        if rescuer is None or index not in self.editions.joint:
            self._could_not_run(index, error)
            return
        control, treated = self.editions.alone(rescuer), self.editions.pair(rescuer, index)
        attempt.editions = [control, treated]
        assert finding.experiment
        try:
            before, now = self._lab.captured(control), self._lab.captured(treated)
            self.captured = before
            verdict = self._without_effect(finding, before["signature"], now["signature"])
            if verdict is None:
                attempt.alone = self._compare(control, treated, finding.experiment)
                trials = Trials(attempt.alone, None, cost=self._cost(attempt), what=self.what)
                verdict = judge(finding, trials)
        except WorkerFailed as failed:
            self._could_not_run(index, failed)
            return
        finally:
            self._lab.retire(treated)
        code = self._findings[rescuer].code
        lead = f"Judged on top of {code}, without which the script cannot be trained."
        verdict = replace(verdict, reason=f"{lead} {verdict.reason}")
        self._reach(index, self._with_times(index, verdict))

    def _open_testable(self) -> list[int]:
        return [k for k in self.editions.testable if self.attempts[k].verdict is None]

    def _judge_all(self) -> None:
        needed = [k for k, a in self.attempts.items() if _is_gain(a.missing)]
        all_gain = _is_gain(self.together)
        verdicts: dict[int, Verdict] = {}
        for index, attempt in self.attempts.items():
            if attempt.verdict is None:
                others = tuple(dict.fromkeys(self._findings[k].code for k in needed if k != index))
                cost = self._cost(attempt)
                trials = Trials(attempt.alone, attempt.missing, others, all_gain, cost, self.what)
                verdicts[index] = self._with_times(index, judge(self._findings[index], trials))
        for index, verdict in _one_of_equals(verdicts).items():
            self._reach(index, verdict)

    def _cost(self, attempt: Attempt) -> str:
        contest = attempt.missing or attempt.alone
        if contest is None:
            return ""
        pace = max(self._lab.pace(edition) for edition in attempt.editions)
        return to_decide(contest, self.captured["users_updates"], pace)

    def _with_times(self, index: int, verdict: Verdict) -> Verdict:
        editions = {e.name: e for e in self.attempts[index].editions}
        own = [e for e in editions.values() if e.name not in (AS_IS, ALL)]
        spent = sum(self._lab.seconds(edition) for edition in own)
        return replace(verdict, seconds=spent, curves=tuple(editions))

    def _recommend(self) -> None:
        """The confirmed fixes, if together they keep the gain of all; else all that helped.

        What a fix is missed by is measured as for a verdict: less than the margin is nothing.
        """
        verdicts = {k: a.verdict for k, a in self.attempts.items() if a.verdict}
        confirmed = [k for k, v in verdicts.items() if v.verdict == "confirmed"]
        helpful = [k for k, v in verdicts.items() if v.verdict in ("confirmed", "secondary")]
        chosen = [k for k in confirmed if k in self.editions.joint] or confirmed[:1]
        self.recommended_for = tuple(chosen)
        if not _is_gain(self.together) or len(helpful) == len(confirmed) or len(chosen) < 1:
            return
        if not self._keeps_the_gain(chosen):
            self.recommended_for = tuple(k for k in helpful if k in self.editions.joint)

    def _keeps_the_gain(self, chosen: Sequence[int]) -> bool:
        assert self.together
        edition = self.editions.only(tuple(chosen))
        horizon, seeds = self.together.updates, self._seeds[: len(self.together.treated)]
        try:
            few = mean(self._lab.run(edition, seed, horizon).quality for seed in seeds)
        except (WorkerFailed, Stopped):
            return False
        before = mean(run.quality for run in self.together.control)
        after = mean(run.quality for run in self.together.treated)
        lost = after - few
        return lost <= max((1 - _KEPT_GAIN) * (after - before), self.together.margin)

    def _could_not_run(self, index: int, error: WorkerFailed) -> None:
        finding = self._findings[index]
        if isinstance(error, TooSlow):
            self._reach(index, blank(finding, "inconclusive", str(error)))
            return
        reason = f"The script with this {self.what} could not be run. {error}"
        self._reach(index, blank(finding, "could not run", reason))

    def _reach(self, index: int, verdict: Verdict) -> None:
        self.attempts[index].verdict = verdict
        self._tell(VerdictReached(index, verdict))


def _is_gain(contest: Contest | None) -> bool:
    return contest is not None and contest.decision == "gain" and not contest.note


def _one_of_equals(verdicts: dict[int, Verdict]) -> dict[int, Verdict]:
    """Where fixes can stand in for each other, none is missed: the best of them is confirmed."""
    if any(verdict.verdict == "confirmed" for verdict in verdicts.values()):
        return verdicts
    spare = [k for k, verdict in verdicts.items() if verdict.verdict == "secondary"]
    if not spare:
        return verdicts
    best = max(spare, key=lambda k: verdicts[k].effect or 0.0)
    chosen = replace(
        verdicts[best],
        verdict="confirmed",
        reason=f"{verdicts[best].reason} Of the fixes that can stand in for each other, it gains "
        "most.",
    )
    return {**verdicts, best: chosen}


def _finish(jobs: Sequence[Future[None]]) -> None:
    """Wait for all; raise the first error."""
    wait(jobs)
    for job in jobs:
        job.result()
