"""What it would take to decide what the trials have left open, in words."""

from kerascope.probe.contest import Contest
from kerascope.probe.sequential import MOST_PAIRS


def to_decide(contest: Contest, users_updates: int, pace: float) -> str:
    """A sentence with the training that would decide, and how long it takes here.

    ``users_updates`` is the length of the script's own fit, ``pace`` the seconds of one update.
    """
    pair = 2 * users_updates * pace
    if users_updates > contest.updates:
        lasting = _lasting(MOST_PAIRS * pair)
        return (
            f"To decide, both versions have to be trained for all {users_updates:,} updates of "
            f"the script's own fit: about {lasting} here for {MOST_PAIRS} pairs."
        )
    return (
        "The script's own fit is no longer than that, so only more pairs can decide, "
        f"at about {_lasting(pair)} each here."
    )


def _lasting(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
