"""The plan for one edit of the whole program: the same trials, where they can be compared."""

from dataclasses import replace

from kerascope.probe.arms import Edition
from kerascope.probe.comparable import (
    differ_in_length_only,
    incomparable,
    incomparable_runs,
)
from kerascope.probe.contest import affordable, compare_lengths
from kerascope.probe.judge import Trials, blank, judge
from kerascope.probe.study import Study
from kerascope.probe.verdict import Verdict
from kerascope.probe.worker import Message


class EditStudy(Study):
    """Tries ``request.rivals``: the version before the edit against the one after it."""

    what = "edit"

    def _capture(self, edition: Edition) -> Message:
        self._lab.find_own_fit(edition)
        return self._lab.captured(edition)

    def _contest(self, index: int, edition: Edition, captured: Message) -> None:
        before, now = self.captured["signature"], captured["signature"]
        if why := incomparable(before, now):
            self._open(index, why)
            return
        if differ_in_length_only(before, now):
            lengths = (self.captured["users_updates"], captured["users_updates"])
            self._own_lengths(index, edition, lengths)
            return
        super()._contest(index, edition, captured)
        contest = self.attempts[index].alone
        if contest and (why := incomparable_runs(contest, before, now)):
            self._open(index, why)

    def _open(self, index: int, why: str) -> None:
        self._reach(index, blank(self._findings[index], "inconclusive", why))

    def _own_lengths(self, index: int, edition: Edition, lengths: tuple[int, int]) -> None:
        """Equal updates would hide an edit of nothing but the length of the training."""
        finding = self._findings[index]
        assert finding.experiment
        said = (
            f"The edit only changes how long the script trains: {lengths[1]} updates instead of "
            f"{lengths[0]}."
        )
        if not affordable(max(lengths), finding.experiment):
            too_long = "That is too long for a trial: train both versions to the end to decide."
            self._open(index, f"{said} {too_long}")
            return
        contest = compare_lengths(
            self._lab,
            self.base,
            edition,
            finding.experiment,
            self._margin(finding.experiment, self.base, edition),
            self._seeds,
            lengths,
        )
        self.attempts[index].alone = contest
        verdict = judge(finding, Trials(contest, None, what=self.what))
        verdict = replace(verdict, reason=f"{said} {verdict.reason}", updates=max(lengths))
        self._reach(index, self._with_times(index, verdict))

    def _rescue_if_possible(self) -> None:
        super()._rescue_if_possible()
        self.recommended_for = ()

    def _recommend(self) -> None:
        """Nothing: the edit is there already."""

    def _reach(self, index: int, verdict: Verdict) -> None:
        remarks = [verdict.reason, self._unseen(verdict)]
        if self._request.rivals:
            remarks.append(self._request.rivals.remark)
        super()._reach(index, replace(verdict, reason=" ".join(filter(None, remarks))))

    def _unseen(self, verdict: Verdict) -> str:
        """An edit may act later than the faults that rules know: what was not looked at."""
        whole = self.captured.get("users_updates", 0)
        if verdict.verdict != "refuted" or not verdict.seeds or whole <= verdict.updates:
            return ""
        return (
            f"The script itself trains for {whole} updates: a difference that shows only then is "
            "not excluded."
        )
