"""``compile(optimizer, loss, ["accuracy"])``: the third argument has changed its meaning."""

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.value import Library, Value, constant
from kerascope.reader.values import Items
from kerascope.source.origin import Origin

_METRICS = "keras.metrics."


def misplaced_metrics(call: Call) -> Origin | None:
    """The metrics that stand where Keras 3 expects ``loss_weights``, and Keras 2 metrics."""
    place = call.arguments.get("loss_weights")
    if call.class_name != "compile" or place is None or not _is_positional(place):
        return None
    return place if _holds_a_metric(call.written["loss_weights"]) else None


def is_last_positional(call: Call, place: Origin) -> bool:
    """Whether a keyword may be written before this argument."""
    after = [o for o in call.arguments.values() if o.range.start > place.range.start]
    return not any(_is_positional(origin) for origin in after)


def _is_positional(place: Origin) -> bool:
    return isinstance(place.node, cst.Arg) and place.node.keyword is None


def _holds_a_metric(value: Value[object]) -> bool:
    found = constant(value)
    if isinstance(found, Items):
        return any(_is_metric(constant(item)) for item in found.items)
    return _is_metric(found)


def _is_metric(found: object) -> bool:
    if isinstance(found, Call | Library):
        return found.name.startswith(_METRICS)
    return isinstance(found, str)
