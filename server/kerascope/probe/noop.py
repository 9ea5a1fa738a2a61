"""Whether an edit changes anything that training depends on."""

from typing import Any

_NEAR_RATE = 1.2
_NEAR_WEIGHTS = 1.2
_NEAR_SCALE = 0.05
_ALONE = ("model", "code", "optimizer", "rate_schedule", "loss", "y", "fit", "callbacks", "weight")


def changes_nothing(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Why the edit cannot matter, as a sentence; empty where it may.

    ``before`` and ``after`` are signatures of the two captures.
    """
    if any(before[part] != after[part] for part in _ALONE):
        return ""
    same_data = before["x"] == after["x"] and before["held_out"] == after["held_out"]
    same_rate, same_weights = before["rate"] == after["rate"], _equal_weights(before, after)
    if same_data and same_rate and same_weights:
        return "The edit changes nothing here: data, model, optimizer and loss are the same."
    if same_data and same_weights and _near_rate(before["rate"], after["rate"]):
        return "The edit changes the learning rate by less than a fifth: that cannot matter."
    if same_data and same_rate and _near_weights(after["class_weight"]):
        return "The classes are so even that the new class weights are all close to 1."
    if same_rate and same_weights and _near_scale(before["x_scale"], after["x_scale"]):
        return "The inputs already have the scale that the edit gives them."
    return ""


def _equal_weights(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return before["class_weight"] == after["class_weight"]


def _near_rate(before: float | None, after: float | None) -> bool:
    if not before or not after or before < 0 or after < 0:
        return False
    return 1 / _NEAR_RATE <= after / before <= _NEAR_RATE


def _near_weights(weights: list[tuple[int, float]] | None) -> bool:
    values = [weight for _, weight in weights or []]
    return bool(values) and min(values) > 0 and max(values) / min(values) < _NEAR_WEIGHTS


def _near_scale(before: list[list[float] | None], after: list[list[float] | None]) -> bool:
    """Means and deviations of all features agree within 5 % of the deviation."""
    if len(before) != len(after):
        return False
    return all(_near_moments(one, two) for one, two in zip(before, after, strict=True))


def _near_moments(before: list[float] | None, after: list[float] | None) -> bool:
    if before is None or after is None or len(before) != len(after):
        return before == after
    half = len(before) // 2
    spread = [max(deviation, 1e-6) for deviation in before[half:]]
    return all(
        abs(a - b) <= _NEAR_SCALE * scale
        for a, b, scale in zip(after, before, spread + spread, strict=True)
    )
