"""The paired sequential test: as few seeds as decide, at a stated rate of error.

A pair is a *win* when the treated arm is better by more than the margin. Wald's test weighs
"wins come with probability .85" against ".15" and stops at odds of 20 to 1: two pairs that agree
decide, five that do not leave it open. Where the pairs do not win but their mean comes near the
margin, nothing is refuted: more pairs are asked for, and five of them leave it open, too. Two that
win by amounts so unlike that the interval of their mean holds 0 ask for a third.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import mean, stdev
from typing import Literal

from kerascope.probe.verdict import Interval

Decision = Literal["gain", "none", "harm", "open"]

MOST_PAIRS = 5
_ODDS = 20.0
_WEIGHT = 0.85 / 0.15
_NEAR = 2 / 3
_STUDENT_90 = {1: 6.314, 2: 2.920, 3: 2.353, 4: 2.132}


def decide(effects: Sequence[float], margin: float) -> Decision:
    """What the effects of the pairs so far say; ``open`` asks for another pair."""
    wins = sum(effect > margin for effect in effects)
    losses = sum(effect < -margin for effect in effects)
    if _outweighs(wins, len(effects)):
        return "gain" if _is_clear(effects) else "open"
    if _outweighs(losses, len(effects)):
        return "harm" if _is_clear(effects) else "open"
    if not _outweighs(len(effects) - wins, len(effects)):
        return "open"
    may_harm = losses > 0 and len(effects) < MOST_PAIRS
    return "open" if may_harm or mean(effects) > _NEAR * margin else "none"


def _is_clear(effects: Sequence[float]) -> bool:
    """Whether two pairs are alike enough to decide: the interval of their mean does not hold 0."""
    span = interval(effects)
    return len(effects) > 2 or (span is not None and span.low * span.high > 0)


def _outweighs(hits: int, pairs: int) -> bool:
    return _WEIGHT ** (2 * hits - pairs) > _ODDS


def interval(effects: Sequence[float]) -> Interval | None:
    """Where the mean effect lies (90 %, Student); None for fewer than two pairs."""
    if len(effects) < 2:
        return None
    half = _STUDENT_90[len(effects) - 1] * stdev(effects) / sqrt(len(effects))
    middle = mean(effects)
    # Scores end at -1 and 1, so no difference can lie beyond 2.
    return Interval(max(-2.0, middle - half), min(2.0, middle + half))
