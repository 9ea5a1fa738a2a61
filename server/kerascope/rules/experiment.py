"""How the probe puts a finding to the test."""

from dataclasses import dataclass
from typing import Literal

Regime = Literal["equal-updates", "memorise", "overfit-batch", "evaluate", "kernel-state"]
Metric = Literal["skill", "accuracy", "balanced-accuracy", "generalisation"]


@dataclass(frozen=True, slots=True)
class Experiment:
    """One trial of a fix: the script as it is against the script with the fix.

    ``regime``: ``equal-updates`` trains both arms for the same number of optimiser steps;
    ``memorise`` trains on a small subset until it is learnt, then compares held-out quality
    (everything about regularisation); ``overfit-batch`` asks whether one batch can be learnt;
    ``evaluate`` trains nothing new and compares what evaluation reports; ``kernel-state`` trains
    as ``equal-updates`` does, for faults that a notebook run from top to bottom may not have.

    ``metric``: ``skill`` is the larger gain of held-out quality (from the likelihood) and of
    accuracy over chance; ``accuracy`` the second alone, where the fix changes what the likelihood
    is optimised for; ``balanced-accuracy`` the same for a script that learns something already;
    ``generalisation`` the first alone.
    ``horizon``: the fewest optimiser steps in which the effect can show.
    ``margin``: the least effect that counts, in units of the metric (.15 for
    optimisation, .05 for imbalance, .04 for regularisation).
    ``speed``: the fault can only slow learning down, so a gain that vanishes at a longer
    horizon is *speed only*, not *confirmed*.
    """

    regime: Regime = "equal-updates"
    metric: Metric = "skill"
    horizon: int = 300
    margin: float = 0.15
    speed: bool = False
