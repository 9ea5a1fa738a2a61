"""Two arms over paired seeds and a ladder of horizons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import Protocol

from kerascope.probe.arms import Edition
from kerascope.probe.learning import CHANCE, Run, RunKind, effect
from kerascope.probe.sequential import MOST_PAIRS, Decision, decide, interval
from kerascope.probe.verdict import Comparison
from kerascope.rules.experiment import Experiment

_LADDER = 4
_IN_REACH = 3
_GROWS = CHANCE / 4
_LONGEST = 20
MEMORISED = 0.95


class Trains(Protocol):
    """Whatever can train one seed of one arm."""

    def run(self, edition: Edition, seed: int, until: int, kind: RunKind = "plain") -> Run:
        """Train ``edition`` with ``seed`` for ``until`` updates."""
        ...


@dataclass(frozen=True, slots=True)
class Contest:
    """How two arms compare. ``speed_only``: the gain was gone at the longer horizon.

    ``note`` is set where the trials could not show what the rule is about. ``one_batch``: trained
    and scored on a single batch.
    """

    control: tuple[Run, ...]
    treated: tuple[Run, ...]
    effects: tuple[float, ...]
    decision: Decision
    updates: int
    margin: float
    speed_only: bool = False
    note: str = ""
    one_batch: bool = False

    @property
    def at_chance(self) -> bool:
        """Neither arm has learnt anything."""
        return all(run.at_chance for run in (*self.control, *self.treated))

    @property
    def comparison(self) -> Comparison:
        """The numbers for the report."""
        return Comparison(mean(self.effects), interval(self.effects), self.effects, self.updates)


def compare(
    trains: Trains,
    control: Edition,
    treated: Edition,
    experiment: Experiment,
    margin: float,
    seeds: Sequence[int],
    users_updates: int,
) -> Contest:
    """Put ``treated`` against ``control``; ``users_updates`` is the script's own horizon.

    Raises what ``trains.run`` raises.
    """

    def at(updates: int) -> Contest:
        return _at(trains, control, treated, experiment, margin, seeds, updates)

    if experiment.regime == "memorise":
        return _memorising(at, experiment, users_updates)
    short = at(experiment.horizon)
    longer = min(_LADDER * experiment.horizon, users_updates)
    if longer <= experiment.horizon or not _wants_longer(short, experiment):
        return short
    long = at(longer)
    if long.decision == "open" and longer < users_updates <= _IN_REACH * longer:
        long = at(users_updates)
    vanished = short.decision == "gain" and long.decision == "none"
    return _marked(long, speed_only=vanished)


def compare_lengths(
    trains: Trains,
    control: Edition,
    treated: Edition,
    experiment: Experiment,
    margin: float,
    seeds: Sequence[int],
    lengths: tuple[int, int],
) -> Contest:
    """Each version trained for its own number of updates: ``lengths`` of control and treated."""
    return _at(trains, control, treated, experiment, margin, seeds, *lengths)


def affordable(updates: int, experiment: Experiment) -> bool:
    """Whether a trial may train for that long."""
    return updates <= _LONGEST * experiment.horizon


def _marked(contest: Contest, speed_only: bool = False, note: str = "") -> Contest:
    return replace(contest, speed_only=speed_only, note=note)


def _memorising(at: "At", experiment: Experiment, users_updates: int) -> Contest:
    """Regularisation shows once the untreated arm knows its training data by heart."""
    bound = _LONGEST * experiment.horizon
    contest = at(max(experiment.horizon, min(users_updates, bound)))
    if all(run.points[-1].train >= MEMORISED for run in contest.control):
        return contest
    if users_updates <= bound:
        return _marked(contest, note="does not memorise")
    return _marked(contest, note="not long enough")


class At(Protocol):
    """A comparison at one horizon."""

    def __call__(self, updates: int) -> Contest:
        """The comparison after ``updates``."""
        ...


def _at(
    trains: Trains,
    control: Edition,
    treated: Edition,
    experiment: Experiment,
    margin: float,
    seeds: Sequence[int],
    updates: int,
    treated_updates: int | None = None,
) -> Contest:
    """Pair after pair until the test decides; the treated arm may have its own length."""
    controls: list[Run] = []
    treateds: list[Run] = []
    effects: list[float] = []
    decision: Decision = "open"
    kind: RunKind = "one batch" if experiment.regime == "overfit-batch" else "plain"
    for seed in seeds[:MOST_PAIRS]:
        controls.append(trains.run(control, seed, updates, kind))
        treateds.append(trains.run(treated, seed, treated_updates or updates, kind))
        change = effect(controls[-1], treateds[-1], experiment.metric)
        effects.append(abs(change) if experiment.regime == "evaluate" else change)
        decision = decide(effects, margin)
        if decision != "open":
            break
    return Contest(
        tuple(controls),
        tuple(treateds),
        tuple(effects),
        decision,
        updates,
        margin,
        one_batch=kind == "one batch",
    )


def _wants_longer(contest: Contest, experiment: Experiment) -> bool:
    improving = any(run.still_improves for run in contest.control)
    if contest.decision == "open" or contest.at_chance:
        return True
    if contest.decision == "gain":
        return experiment.speed or improving
    if contest.decision == "harm":
        return any(run.still_improves for run in contest.treated)
    return _pulls_ahead(contest, experiment) or (experiment.speed and improving)


def _pulls_ahead(contest: Contest, experiment: Experiment) -> bool:
    """Not yet a win, but the treated arm leads, and by more than at half-time."""
    half = contest.updates // 2
    pairs = zip(contest.control, contest.treated, strict=True)
    before = mean(effect(c.until(half), t.until(half), experiment.metric) for c, t in pairs)
    now = mean(contest.effects)
    return now > 0 and now - before > _GROWS
