"""The steps of the data pipeline that a fit is given."""

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.training import Fit
from kerascope.program.value import Known
from kerascope.reader.values import Dataset
from kerascope.source.origin import Origin


def steps_of(fit: Fit, argument: str = "x") -> list[tuple[str, Call]]:
    """The steps in order (``shuffle``, ``batch``, ``take``...), each with its call."""
    value = fit.call.written.get(argument)
    if not isinstance(value, Known) or not isinstance(value.value, Dataset):
        return []
    return [(name, call) for name, call in value.value.facts if call is not None]


def step_name(call: Call) -> Origin:
    """The word ``cache`` in a chain of calls, which may run over many lines."""
    node = call.origin.node
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return Origin(call.origin.piece, node.func.attr)
    return call.origin
