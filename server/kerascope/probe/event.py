"""What a probe tells while it runs."""

from dataclasses import dataclass

from kerascope.probe.verdict import Evidence, Verdict


@dataclass(frozen=True, slots=True)
class Started:
    """The plan stands; ``trials_total_estimate`` shrinks as comparisons end early."""

    trials_total_estimate: int


@dataclass(frozen=True, slots=True)
class Progress:
    """``fraction`` of the work done, 0 to 1; ``seconds_left`` is None until it can be told."""

    fraction: float
    message: str
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """The instrumented run saw something."""

    item: Evidence


@dataclass(frozen=True, slots=True)
class VerdictReached:
    """One finding is decided. A later one for the same finding replaces it."""

    index: int
    verdict: Verdict


ProbeEvent = Started | Progress | EvidenceFound | VerdictReached


@dataclass(frozen=True, slots=True)
class Refused:
    """There is nothing to probe; ``sentence`` says why."""

    sentence: str
