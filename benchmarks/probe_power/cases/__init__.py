"""All cases, by the groups of the rules."""

from benchmarks.probe_power.case import Case
from benchmarks.probe_power.cases import (
    architecture,
    data,
    evaluation,
    initialisation,
    masked,
    middling,
    optimisation,
    output,
    regularisation,
    training,
)

CASES: tuple[Case, ...] = (
    *data.CASES,
    *architecture.CASES,
    *initialisation.CASES,
    *output.CASES,
    *optimisation.CASES,
    *regularisation.CASES,
    *training.CASES,
    *evaluation.CASES,
    *masked.CASES,
    *middling.CASES,
)
