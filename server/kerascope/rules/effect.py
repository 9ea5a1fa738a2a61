"""What a fault does to learning: findings are listed by what they are expected to cost."""

from typing import Literal

from kerascope.rules.finding import Tier

Effect = Literal["stops", "blocks", "hinders", "overfits", "misleads"]

MEANINGS: dict[Effect, str] = {
    "stops": "training, or what follows it, ends with an error",
    "blocks": "the model stays near guessing",
    "hinders": "the model learns less, or later",
    "overfits": "the model learns its samples, and new ones less well",
    "misleads": "the model learns, but the numbers say something else",
}
_SIZES: dict[Effect, float] = {
    "stops": 1.0,
    "blocks": 0.9,
    "hinders": 0.5,
    "overfits": 0.3,
    "misleads": 0.2,
}
"""How much of what could be learnt is lost."""

_CHANCES: dict[Tier, float] = {"certain": 0.95, "likely": 0.7, "hypothesis": 0.25}
"""How often a finding of a tier is what is wrong."""


def expected_loss(effect: Effect, tier: Tier) -> float:
    """The share of learning that a finding is expected to cost, from 0 to 1."""
    return _SIZES[effect] * _CHANCES[tier]
