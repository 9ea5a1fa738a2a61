"""How long a probe will take: an estimate that every probe corrects."""

from dataclasses import dataclass

START = 6.0
"""Seconds until a small script has been captured, Keras imported from scratch."""
EACH = 2.0
"""Seconds for each finding of a small script."""

_MINUTE = 60
_ROUGH = 10
_STEP = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """How much longer than a small script's the probes of a document take."""

    factor: float = 1.0

    def seconds(self, findings: int) -> float:
        return self.factor * (START + EACH * findings)


def learned(seconds: float, findings: int) -> Pace:
    """The pace of a probe that was done."""
    return Pace(seconds / (START + EACH * findings))


def about(seconds: float) -> str:
    """A duration as people estimate them: about 7 s, about 20 s, about 3 min."""
    if seconds < _ROUGH:
        return f"about {max(1, round(seconds))} s"
    if seconds < _MINUTE - _STEP / 2:
        return f"about {_STEP * round(seconds / _STEP)} s"
    return f"about {max(1, round(seconds / _MINUTE))} min"
