"""Metrics that come from elsewhere than ``compile``, or under another name."""

import re

from kerascope.program.program import TrainingProgram

OLD_NAMES = frozenset({"acc", "mean_absolute_error", "mean_squared_error"})
"""What Keras logged until its version 2.3, however compile() called it."""

_ADDS = re.compile(r"\.add_metric\(|\.metrics_(?:names|tensors)\s*(?:\.(?:append|extend)\(|\+=)")


def adds_metrics(program: TrainingProgram) -> bool:
    """Whether the script adds metrics to a model or a layer by hand."""
    return any(_ADDS.search(cell.text) for cell in program.document.cells)
