"""Whether two versions are judged by the same labels: only then their scores can be compared."""

from typing import Any

from kerascope.probe.contest import Contest

_ADVICE = "Give both versions the same validation data, then compare again."
_NEAR = 0.02

Signature = dict[str, Any]


def incomparable(before: Signature, after: Signature) -> str:
    """Why scores on these held-out data cannot be compared; empty where they can.

    Another encoding of the same labels does not matter, nor does another scale of numbers.
    """
    ones, others = before["judged"], after["judged"]
    if len(ones) != len(others):
        return (
            f"One version predicts {_counted(len(ones), 'output')}, the other {len(others)}, "
            "so their scores cannot be compared."
        )
    if all(_same(one, other) for one, other in zip(ones, others, strict=True)):
        return ""
    one, other = ones[0]["count"], others[0]["count"]
    sizes = f"{one} and {other} labels" if one != other else f"{one} labels that differ"
    return (
        f"The two versions are judged on different held-out data ({sizes}), so their scores "
        f"cannot be compared. {_ADVICE}"
    )


def differ_in_length_only(before: Signature, after: Signature) -> bool:
    """Whether the versions are the same but for the number of epochs."""
    one, other = ({**part, "fit": _without_epochs(part["fit"])} for part in (before, after))
    return before["fit"] != after["fit"] and one == other


def _without_epochs(fit: list[Any]) -> list[Any]:
    return [fit[0], *fit[2:]]


def incomparable_runs(contest: Contest, before: Signature, after: Signature) -> str:
    """Why these runs cannot be compared after all; empty where they can."""
    one, other = (runs[0].points[-1].task for runs in (contest.control, contest.treated))
    if one != other:
        return f"One version is judged as {one}, the other as {other}: these are different scores."
    if one == "regression" and not _all_near(before["judged"], after["judged"]):
        return (
            "The two versions predict differently transformed targets, so their scores cannot be "
            "compared. Measure both on the same targets, then compare again."
        )
    return ""


def _same(one: Signature, other: Signature) -> bool:
    if one["count"] != other["count"]:
        return False
    if one["classes"] is not None and other["classes"] is not None:
        return one["classes"] == other["classes"]
    return _near(one["quantiles"], other["quantiles"])


def _all_near(ones: list[Signature], others: list[Signature]) -> bool:
    pairs = zip(ones, others, strict=True)
    return all(_near(one["quantiles"], other["quantiles"]) for one, other in pairs)


def _near(one: list[float], other: list[float]) -> bool:
    """The same distribution in units of its own deviation."""
    return len(one) == len(other) and all(
        abs(a - b) < _NEAR for a, b in zip(one, other, strict=True)
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
