"""The optimisers of a program, each with what it trains."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kerascope.program.call import Call
from kerascope.program.compiles import is_replaced
from kerascope.program.graph import AFFINE, NORMALISING, RECURRENT, models_in, walk
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tape import moved_name, trained_name
from kerascope.program.training import Compile, CustomLoop, Fit, Optimizer
from kerascope.program.value import Known, OneOf, Value, number
from kerascope.source.origin import Origin

ADAPTIVE = {
    "Adam": 0.001,
    "AdamW": 0.001,
    "Adamax": 0.001,
    "Nadam": 0.001,
    "RMSprop": 0.001,
    "Adafactor": 0.001,
    "Lion": 0.0001,
}
"""Optimisers whose step has about the size of the learning rate, with the rate to try."""

OPTIMIZERS = frozenset({*ADAPTIVE, "SGD", "Adadelta", "Adagrad", "Ftrl"})
_TINY = 64


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """An optimiser, the models it trains and their fits, and the compile call that says so; without
    one in a loop of the user's."""

    optimizer: Optimizer
    models: tuple[ModelGraph, ...] = ()
    fits: tuple[Fit, ...] = ()
    compiled: Compile | None = None

    @property
    def is_simple(self) -> bool:
        """Whether every model is too small to be hurt by large steps: linear, or a toy."""
        return bool(self.models) and all(is_simple(model) for model in self.models)

    @property
    def is_pretrained(self) -> bool:
        """Whether weights may come from elsewhere, so that small steps are meant."""
        return not self.models or not all(is_from_scratch(model) for model in self.models)


@lru_cache(maxsize=1)
def trained(program: TrainingProgram) -> tuple[Trained, ...]:
    """Each optimiser given to ``compile``, and those of loops written by hand."""
    return tuple(_trained(program))


def _trained(program: TrainingProgram) -> Iterator[Trained]:
    used: set[int] = set()
    for compiled in program.compiles:
        fits = tuple(fit for fit in program.fits if fit.compile is compiled)
        if not fits and _is_idle(compiled, program):
            continue
        models = [m for fit in fits for m in models_in(fit.model)] or models_in(compiled.model)
        for optimizer in alternatives(compiled.optimizer):
            used.add(id(optimizer.call))
            yield Trained(optimizer, tuple(models), fits, compiled)
    if program.loops:
        values = [loop.model for loop in program.loops]
        known = all(isinstance(value, Known | OneOf) for value in values)
        models = tuple(m for value in values for m in models_in(value)) if known else ()
        for call in program.calls:
            if id(call) not in used and is_optimizer(call):
                rate = call.written.get("lr") or call.get("learning_rate")
                yield Trained(Optimizer(call.class_name, rate, call.origin, call), models)


def _is_idle(compiled: Compile, program: TrainingProgram) -> bool:
    """Whether nothing is trained by a ``compile`` without a fit: the same model is compiled anew
    before, or the call stands in a function whose other models are those that are trained."""
    used = [fit.compile for fit in program.fits if fit.compile is not None]
    return any(each.origin == compiled.origin for each in used) or is_replaced(compiled, program)


def moves_bare_variables(program: TrainingProgram) -> bool:
    """Whether the script's own loops move variables of no model: a fit of a few parameters, a
    picture. These stand far higher rates."""
    return all(_is_bare(loop, program) for loop in program.loops)


def _is_bare(loop: CustomLoop, program: TrainingProgram) -> bool:
    if not program.models:
        return trained_name(loop) is None
    name = moved_name(loop)
    made = re.compile(rf"\b{name}\s*=\s*(?:tf|tensorflow)\.Variable\(")
    return name is not None and any(made.search(cell.text) for cell in program.document.cells)


def is_optimizer(call: Call) -> bool:
    """Whether a call makes one of Keras' optimisers."""
    return call.name.startswith("keras.optimizers.") and call.class_name in OPTIMIZERS


def alternatives(value: Value[Optimizer]) -> tuple[Optimizer, ...]:
    """The optimiser, or each one that it may be."""
    if isinstance(value, Known):
        return (value.value,)
    return value.values if isinstance(value, OneOf) else ()


def swept_rates(program: TrainingProgram) -> set[Origin]:
    """Where optimisers are made that come with several rates: a search on purpose."""
    rates: dict[Origin, set[float | None]] = {}
    for each in trained(program):
        rates.setdefault(each.optimizer.origin, set()).add(number(each.optimizer.learning_rate))
    return {place for place, found in rates.items() if len(found) > 1}


def is_simple(model: ModelGraph) -> bool:
    """Whether a model is linear, or a toy of a few weights."""
    if not model.complete:
        return False
    weights = [
        layer
        for layer in walk(model)
        if layer.class_name in AFFINE | RECURRENT
        or (layer.parameters is None and layer.class_name not in NORMALISING)
    ]
    return len(weights) <= 1 or (model.parameters or _TINY + 1) <= _TINY


def is_from_scratch(model: ModelGraph) -> bool:
    """Whether a model has no ready-made or loaded part, and nothing unread."""
    return model.complete and all(
        layer.kind in ("input", "layer", "operation", "model")
        and not (layer.call is not None and "weights" in layer.call.written)
        and not (layer.kind == "model" and _comes_ready(layer.inner))
        for layer in walk(model)
    )


def _comes_ready(model: object) -> bool:
    return isinstance(model, ModelGraph) and model.kind in ("application", "unknown")
