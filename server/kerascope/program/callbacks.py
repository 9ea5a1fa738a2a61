"""Questions about the callbacks of a fit."""

import re

from kerascope.program.call import Call
from kerascope.program.training import Fit
from kerascope.program.value import Known, Unknown

STOPPING = frozenset({"EarlyStopping", "TerminateOnNaN"})
ADDS_TO_LOGS = "a callback of the user's that adds to the logs"
RATES = "its rates"
"""Under which name the call of a ``LearningRateScheduler`` holds its rates, by epoch."""
_STEERS = re.compile(r"lr|rate|sched|warm|cycl|anneal|cosine|decay|plateau", re.IGNORECASE)


def callbacks_of(fit: Fit) -> tuple[Call, ...]:
    """The library's callbacks among those of a fit, as far as they are known."""
    if not isinstance(fit.callbacks, Known):
        return ()
    return tuple(each.value for each in fit.callbacks.value if isinstance(each, Known))


def all_known(fit: Fit) -> bool:
    """Whether the callbacks are known one by one, none of them the user's own."""
    return (
        fit.call.complete
        and isinstance(fit.callbacks, Known)
        and all(isinstance(each, Known) for each in fit.callbacks.value)
    )


def may_log_more(fit: Fit, call: Call) -> bool:
    """Whether a callback of the user's before this one adds to what an epoch reports."""
    if not isinstance(fit.callbacks, Known):
        return False
    for each in fit.callbacks.value:
        if isinstance(each, Known) and each.value is call:
            return False
        if isinstance(each, Unknown) and each.reason == ADDS_TO_LOGS:
            return True
    return False


def has_callback(fit: Fit, *names: str) -> bool:
    """Whether one of Keras' callbacks of these classes is there."""
    return any(call.class_name in names for call in callbacks_of(fit))


def rates_of(fit: Fit) -> tuple[Call, dict[int, float]] | None:
    """The schedule of a fit that gives a rate for each epoch, and these rates."""
    for call in callbacks_of(fit):
        if call.class_name == "LearningRateScheduler":
            rates = call.get(RATES)
            return (call, rates.value) if isinstance(rates, Known) and rates.value else None
    return None


def steers_rate(fit: Fit) -> bool:
    """Whether a callback sets the learning rate: Keras' own, or one that looks like it."""
    if has_callback(fit, "LearningRateScheduler", "ReduceLROnPlateau"):
        return True
    if isinstance(fit.callbacks, Unknown):
        origin = fit.call.arguments.get("callbacks")
        return origin is not None and bool(_STEERS.search(origin.text))
    if not isinstance(fit.callbacks, Known):
        return True
    others = (each.origin for each in fit.callbacks.value if not isinstance(each, Known))
    names = [origin.text for origin in others if origin is not None]
    names += [call.class_name for call in callbacks_of(fit)]
    return any(_STEERS.search(name) for name in names)


def validates(fit: Fit) -> bool:
    """Whether held-out data are, or may be, looked at after each epoch."""
    written = fit.call.written
    if not fit.call.complete or fit.validation is not None:
        return True
    split = written.get("validation_split", Known(0.0))
    return not (isinstance(split, Known) and not split.value)
