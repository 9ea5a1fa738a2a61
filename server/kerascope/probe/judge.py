"""From comparisons to a verdict, with a reason that a student understands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean

from kerascope.probe import plain
from kerascope.probe.contest import Contest
from kerascope.probe.learning import Run
from kerascope.probe.verdict import Comparison, Outcome, Verdict
from kerascope.rules.experiment import Experiment, Metric
from kerascope.rules.finding import Finding

METRICS: dict[Metric, str] = {
    "skill": "score (held-out quality or skill, whichever gains more)",
    "accuracy": "accuracy over chance, every class alike",
    "balanced-accuracy": "balanced accuracy over chance",
    "generalisation": "held-out quality at the end of training",
}


@dataclass(frozen=True, slots=True)
class Trials:
    """What was tried for one finding. ``alone``: the script against the script with this fix.
    ``missing``: all fixes but this one against all fixes. ``others``: the codes of the other
    fixes that are needed. ``all_gain``: all fixes together help. ``cost``: a sentence on what
    would decide what they leave open. ``what`` is tried, in words."""

    alone: Contest | None
    missing: Contest | None
    others: tuple[str, ...] = ()
    all_gain: bool = False
    cost: str = ""
    what: str = "fix"


def blank(finding: Finding, outcome: Outcome, reason: str) -> Verdict:
    """A verdict that rests on no trial."""
    experiment = finding.experiment or Experiment()
    return Verdict(
        finding.code,
        finding.name,
        finding.cell,
        finding.range,
        outcome,
        reason,
        METRICS[experiment.metric],
        experiment.margin,
    )


def judge(finding: Finding, trials: Trials) -> Verdict:
    """The verdict on one finding that was tried."""
    outcome, reason = _outcome(trials)
    evaluates = finding.experiment is not None and finding.experiment.regime == "evaluate"
    if outcome == "inconclusive" and trials.cost:
        reason = f"{reason} {trials.cost}"
    together = outcome == "confirmed" and not _gains(trials.alone)
    decisive = trials.alone if trials.missing is None or _gains(trials.alone) else trials.missing
    if evaluates and decisive and outcome in ("confirmed", "secondary"):
        reason = _evaluated(decisive, trials.what)
    if evaluates and decisive and outcome == "refuted":
        reason = _evaluated_alike(decisive, trials.what)
    by_accuracy = finding.experiment is not None and finding.experiment.metric == "accuracy"
    if by_accuracy and decisive and outcome == "refuted":
        reason = f"{reason} {_only_in_loss(decisive)}".rstrip()
    verdict = replace(
        blank(finding, outcome, reason),
        together_with=trials.others if together else (),
        alone=_numbers(trials.alone),
        all_but_one=_numbers(trials.missing),
    )
    if decisive is None:
        return verdict
    numbers = decisive.comparison
    return replace(
        verdict,
        margin=decisive.margin,
        effect=numbers.effect,
        interval=numbers.interval,
        effects=numbers.effects,
        seeds=numbers.seeds,
        updates=numbers.updates,
    )


def rescued(failure: str, run: Run, what: str = "fix") -> str:
    """The reason for a fix without which the script does not train at all."""
    return (
        f"As it is, the script cannot be trained. {failure} With this {what} it trains, and has a "
        f"score of {run.quality:.2f} after {run.updates} updates."
    )


def _gains(contest: Contest | None) -> bool:
    return contest is not None and contest.decision == "gain" and not contest.note


def _numbers(contest: Contest | None) -> Comparison | None:
    return contest.comparison if contest else None


def _outcome(trials: Trials) -> tuple[Outcome, str]:
    alone, missing = trials.alone, trials.missing
    if _gains(missing):
        assert missing
        return _needed(trials, missing)
    if missing is not None and missing.speed_only:
        return "speed only", (
            "It makes the other fixes work faster, but after "
            f"{missing.updates} updates nothing is lost by leaving it out "
            f"({missing.comparison.effect:+.2f})."
        )
    if alone is not None and alone.speed_only:
        return "speed only", (
            f"The {trials.what} makes it learn faster, but after {alone.updates} updates the "
            "script as it is has caught up."
        )
    if _gains(alone):
        assert alone
        return _helpful_alone(alone, missing, trials.what)
    if missing is not None and trials.all_gain:
        return _not_missed(missing)
    return _without_gain(alone, trials.what)


def _needed(trials: Trials, missing: Contest) -> tuple[Outcome, str]:
    loss = _lost(missing)
    if _gains(trials.alone):
        assert trials.alone
        return "confirmed", f"{_gained(trials.alone, trials.what)}; and {loss} ({_basis(missing)})."
    if not trials.others:
        return "confirmed", f"With the other fixes in place it counts: {loss} ({_basis(missing)})."
    names = " and ".join(trials.others)
    lead = (
        "Judged on top of the other fixes, as the script learns nothing without them"
        if trials.alone is None
        else "Alone it changes little, because other faults hide it"
    )
    return "confirmed", f"{lead}; {loss} ({_basis(missing)}). Needed together with {names}."


def _helpful_alone(alone: Contest, missing: Contest | None, what: str) -> tuple[Outcome, str]:
    if missing is None:
        return "confirmed", f"{_gained(alone, what)} ({_basis(alone)})."
    return "secondary", (
        f"{_gained(alone, what)}, but nothing is lost by leaving it out once the other fixes are "
        f"in ({missing.comparison.effect:+.2f})."
    )


def _not_missed(missing: Contest) -> tuple[Outcome, str]:
    effect = f"{missing.comparison.effect:+.2f}, {_basis(missing)}"
    if missing.note:
        return _no_memory(missing)
    if missing.decision == "harm":
        return "harmful", f"With the other fixes in place, this one makes it worse ({effect})."
    if missing.decision == "open":
        return "inconclusive", _undecided(missing)
    return "refuted", (
        f"Nothing is lost by leaving it out: with the other fixes in place it changes the score by "
        f"{effect}; a change counts from {missing.margin:.2f}."
    )


def _without_gain(alone: Contest | None, what: str) -> tuple[Outcome, str]:
    if alone is None:
        return "untestable", (
            "The script learns nothing as it is, and this fault can only show in a script that "
            "learns. Mend the other findings first, then probe again."
        )
    if alone.note:
        return _no_memory(alone)
    if alone.at_chance:
        return "inconclusive", (
            f"Neither the script nor the script with this {what} learns anything in "
            f"{alone.updates} updates, so nothing can be told apart: something else holds it back."
        )
    if alone.decision == "harm":
        change = f"{alone.comparison.effect:+.2f}, {_basis(alone)}"
        return "harmful", f"The {what} makes it worse ({change})."
    if alone.decision == "open":
        return "inconclusive", _undecided(alone)
    return "refuted", (
        f"The {what} changes the score by {alone.comparison.effect:+.2f} ({_basis(alone)}); "
        f"a change counts from {alone.margin:.2f}."
    )


def _no_memory(contest: Contest) -> tuple[Outcome, str]:
    train = min(run.points[-1].train for run in contest.control)
    seen = f"after {contest.updates} updates it gets {train:.2f} on its own training data"
    if contest.note == "does not memorise":
        return "refuted", f"Trained as long as the script asks, it does not memorise: {seen}."
    return "inconclusive", (
        f"Overfitting shows only once the training data are learnt by heart; {seen}, and the "
        "script's own number of epochs is too long for a trial."
    )


def _evaluated(contest: Contest, what: str) -> str:
    """Of a fix of the evaluation: not a gain, but another answer."""
    before, after = (mean(run.quality for run in c) for c in (contest.control, contest.treated))
    return (
        f"The {what} changes what the held-out data say of the model: a score of {before:.2f} "
        f"becomes {after:.2f} ({_basis(contest)}). The second is the one to believe."
    )


def _evaluated_alike(contest: Contest, what: str) -> str:
    before, after = (mean(run.quality for run in c) for c in (contest.control, contest.treated))
    return (
        f"The {what} hardly changes what the held-out data say of the model: a score of "
        f"{before:.2f} becomes {after:.2f} ({_basis(contest)}); a change counts from "
        f"{contest.margin:.2f}."
    )


def _gained(contest: Contest, what: str) -> str:
    numbers = contest.comparison
    gain = f"{numbers.effect:.2f}"
    if (span := numbers.interval) is not None:
        gain += f" ({span.low:.2f} to {span.high:.2f})"
    known = _in_plain_words(contest)
    return f"The {what} raises the score by {gain}" + (f": {known}" if known else "")


def _lost(missing: Contest) -> str:
    """What leaving a fix out costs."""
    loss = f"with all fixes but this one, the score is lower by {missing.comparison.effect:.2f}"
    without, complete = _plain_ends(missing)
    if missing.one_batch or not plain.rises(without, complete):
        return loss
    return f"{loss}, {plain.moved(missing.control[0].task, complete, without)}"


def _plain_ends(contest: Contest) -> tuple[float, float]:
    """Accuracy or R² of both arms."""
    return _plain_end(contest.control), _plain_end(contest.treated)


def _plain_end(runs: Sequence[Run]) -> float:
    finite = all(run.points[-1].finite for run in runs)
    return mean(run.plain for run in runs) if finite else plain.DIVERGED


def _in_plain_words(contest: Contest) -> str:
    """What the gain is in accuracy or R²; "" where these do not show it."""
    if contest.one_batch:
        return ""
    task = contest.control[0].task
    before, after = _plain_ends(contest)
    if plain.rises(before, after):
        return plain.moved(task, before, after)
    losses = (mean(run.quality for run in c) for c in (contest.control, contest.treated))
    if plain.rises(*losses):
        return f"the loss on held-out data falls, the {plain.measure(task)} stays at {after:.2f}"
    return ""


def _only_in_loss(contest: Contest) -> str:
    """What is to be said of a gain in likelihood that is none in accuracy."""
    losses = (mean(run.quality for run in c) for c in (contest.control, contest.treated))
    if not plain.rises(*losses):
        return ""
    _, after = _plain_ends(contest)
    task = contest.control[0].task
    return f"The loss on held-out data falls, but the {plain.measure(task)} stays at {after:.2f}."


def _basis(contest: Contest) -> str:
    return f"{len(contest.effects)} pairs, {contest.updates} updates"


def _undecided(contest: Contest) -> str:
    wins = sum(effect > contest.margin for effect in contest.effects)
    if wins == 0:
        return (
            f"It gains {contest.comparison.effect:.3f} ({_basis(contest)}), little less than the "
            f"{contest.margin:.2f} from which a change counts: too close to tell."
        )
    return (
        f"{wins} of {len(contest.effects)} pairs gained more than {contest.margin:.2f}: too mixed "
        f"to tell after {contest.updates} updates."
    )
