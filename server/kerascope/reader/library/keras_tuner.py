"""KerasTuner: models whose numbers are chosen by a search, and the search as a fit."""

from __future__ import annotations

from dataclasses import replace

from kerascope.program.call import Call
from kerascope.program.value import Known, Library, OneOf, Unknown
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.iteration import elements
from kerascope.reader.library.keras_training import fit
from kerascope.reader.values import Instance, ModelObject, SomeNumber, V, payload

known = Table()

HYPERPARAMETERS = "keras_tuner.HyperParameters"
"""What the parameter ``hp`` of a function that builds a model is."""
_PACKAGES = ("keras_tuner", "kerastuner", "keras_tuner.tuners", "kerastuner.tuners")
_TUNERS = ("RandomSearch", "Hyperband", "BayesianOptimization", "GridSearch", "SklearnTuner")
_NAMES = tuple(f"{package}.{tuner}" for package in _PACKAGES for tuner in _TUNERS)
_FEW = 6


@known.knows(f"{HYPERPARAMETERS}.Choice")
def choice(call: Invocation) -> V:
    rounds = elements(call.run, call.get(1, "values"))
    values = tuple(item.value for item in rounds.items if isinstance(item, Known))
    if not rounds.complete or not values or len(values) < len(rounds.items):
        return Unknown("the search chooses it", call.origin)
    return Known(values[0], call.origin) if len(values) == 1 else OneOf(values, call.origin)


@known.knows(f"{HYPERPARAMETERS}.Boolean")
def boolean(call: Invocation) -> V:
    return OneOf((False, True), call.origin)


@known.knows(f"{HYPERPARAMETERS}.Int")
def whole_number(call: Invocation) -> V:
    """One of a few numbers, where the search has only a few to choose from."""
    low, high = payload(call.get(1, "min_value")), payload(call.get(2, "max_value"))
    step = payload(call.get(3, "step", Known(1)))
    if isinstance(low, int) and isinstance(high, int) and isinstance(step, int) and step > 0:
        values = range(low, high + 1, step)
        if 1 < len(values) <= _FEW:
            return OneOf(tuple(values), call.origin)
    return SomeNumber("the search chooses it", call.origin)


@known.knows(f"{HYPERPARAMETERS}.Float")
def real_number(call: Invocation) -> V:
    return SomeNumber("the search chooses it", call.origin)


@known.knows(f"{HYPERPARAMETERS}.Fixed")
def fixed(call: Invocation) -> V:
    return call.get(1, "value")


@known.knows(*_NAMES)
def tuner(call: Invocation) -> V:
    return Known(call.call, call.origin)


@known.knows(*(f"{name}.search" for name in _NAMES))
def search(call: Invocation) -> V:
    """The search fits the model that the hypermodel builds."""
    made = payload(call.owner or Unknown())
    if not isinstance(made, Call):
        return Known(None, call.origin)
    hypermodel: V = made.written.get("hypermodel", made.written.get("0", Unknown()))
    model = _built(call, hypermodel)
    if isinstance(payload(model), ModelObject):
        fit(replace(call, name="Model.fit", owner=model))
    return Known(None, call.origin)


def _built(call: Invocation, hypermodel: V) -> V:
    from kerascope.reader.calls import call_method, call_value

    chosen = Known(Library(HYPERPARAMETERS), call.origin)
    found = payload(hypermodel)
    if isinstance(found, Instance):
        return call_method(call.run, found, "build", chosen) or Unknown()
    return call_value(call.run, hypermodel, (chosen,), call.origin)
