"""The variables that hold what a model gets: to train on, to validate and to be asked about."""

from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.graph import models_in
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.training import Fit
from kerascope.program.value import Known, Value
from kerascope.source.origin import Origin


def raw_names(program: TrainingProgram, fit: Fit) -> list[str]:
    """Names of the unscaled arrays that the fitted model gets, the training data's first.

    Raises CannotEdit unless the fit stands at the top level, before all other uses, each array is a
    variable known to be unscaled there, and no other model that has learnt from them unscaled is
    asked about them later.
    """
    statement = Editor(program).statement_of(fit.origin)
    if statement.range.start.column != 1 or fit.in_loop:
        raise CannotEdit
    names: dict[str, None] = {}
    for value, place in _given(program, fit):
        if _order(place) < _order(statement) or not isinstance(value, Known):
            raise CannotEdit
        if value.value.scaling == "raw":
            names[_base(place)] = None
    if any(name in names for name in _asked_later(program, statement)):
        raise CannotEdit
    return list(names)


def _asked_later(program: TrainingProgram, statement: Origin) -> Iterator[str]:
    """The variables that models trained before a statement are asked about after it."""
    before = [fit for fit in program.fits if _order(fit.origin) < _order(statement)]
    trained = {id(model.identity) for fit in before for model in models_in(fit.model)}
    for use in program.uses:
        place = use.call.arguments.get("x")
        known = any(id(model.identity) in trained for model in models_in(use.model))
        if place is not None and known and _order(place) > _order(statement):
            yield value_of(place).text.partition("[")[0]


def _given(program: TrainingProgram, fit: Fit) -> Iterator[tuple[Value[Tensor], Origin]]:
    if "x" not in fit.call.arguments:
        raise CannotEdit
    yield fit.x, value_of(fit.call.arguments["x"])
    held_out = fit.call.arguments.get("validation_data")
    if held_out is not None and fit.validation is not None:
        node = value_of(held_out).node
        if not isinstance(node, cst.Tuple):
            raise CannotEdit
        yield fit.validation[0], Origin(held_out.piece, node.elements[0].value)
    identities = {id(model.identity) for model in models_in(fit.model)}
    for use in program.uses:
        if any(id(model.identity) in identities for model in models_in(use.model)):
            place = use.call.arguments.get("x")
            if place is None:
                raise CannotEdit
            yield use.x, value_of(place)
    for other in program.fits:
        if other is not fit and any(id(m.identity) in identities for m in models_in(other.model)):
            raise CannotEdit


def _base(place: Origin) -> str:
    """The variable an expression takes its values from: ``x`` for ``x[:10]``."""
    node = place.node
    while isinstance(node, cst.Subscript):
        node = node.value
    if not isinstance(node, cst.Name):
        raise CannotEdit
    return node.value


def _order(origin: Origin) -> tuple[int, object]:
    return (-1 if origin.here.cell is None else origin.here.cell, origin.here.range.start)
