"""Losses that the user calls by name: in a loss function of their own, or under a tape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import libcst as cst

from kerascope.fixes.editor import value_of
from kerascope.program.call import Call
from kerascope.program.layer import ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tape import assignments, called, calls_in, forward_calls
from kerascope.program.training import Compile, CustomLoop, Loss
from kerascope.program.value import Known, Unknown
from kerascope.rules.output._own_loss import OwnLoss, own_losses
from kerascope.source.origin import Origin

_FUNCTIONS = {
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "sigmoid_cross_entropy_with_logits": "BinaryCrossentropy",
    "softmax_cross_entropy_with_logits": "CategoricalCrossentropy",
    "softmax_cross_entropy_with_logits_v2": "CategoricalCrossentropy",
    "sparse_softmax_cross_entropy_with_logits": "SparseCategoricalCrossentropy",
}
_TRUTHS = ("y_true", "labels", "target", "0")
_PREDICTIONS = ("y_pred", "logits", "output", "1")


@dataclass(frozen=True, slots=True)
class LossCall:
    """A loss applied at ``place`` to labels and predictions; ``made`` is what says which loss it
    is (the same call, or the object called). ``swapped``: it gets them the wrong way round."""

    place: Origin
    made: Call
    swapped: bool

    @property
    def loss(self) -> Loss:
        """The loss as ``compile`` would have got it."""
        name = self.made.class_name
        logits = Known(True) if name.endswith("_with_logits") else self.made.get("from_logits")
        return Loss(_FUNCTIONS.get(name, name), logits, self.made.origin, self.made)


def losses_by_hand(program: TrainingProgram) -> Iterator[tuple[Compile, ModelGraph, Loss]]:
    """The models that such losses train, each as if it were compiled with the loss."""
    for own, used in calls_in_own_losses(program):
        if isinstance(own.compiled.model, Known) and not used.swapped:
            yield own.compiled, own.compiled.model.value, used.loss
    for loop, used in calls_under_tapes(program):
        if isinstance(loop.model, Known) and not used.swapped:
            yield _compiled(loop, used), loop.model.value, used.loss


@lru_cache(maxsize=1)
def calls_in_own_losses(program: TrainingProgram) -> tuple[tuple[OwnLoss, LossCall], ...]:
    """In each loss function of the user's, the one library loss of its two parameters."""
    return tuple(_calls_in_own_losses(program))


def _calls_in_own_losses(program: TrainingProgram) -> Iterator[tuple[OwnLoss, LossCall]]:
    objects = _loss_objects(program)
    for own in own_losses(program):
        if not (assignments(own.function, own.predicted) or assignments(own.function, own.truth)):
            found = list(_inside(own.function, program, objects, {own.predicted}, {own.truth}))
            if len(found) == 1:
                yield own, found[0]


@lru_cache(maxsize=1)
def calls_under_tapes(program: TrainingProgram) -> tuple[tuple[CustomLoop, LossCall], ...]:
    """The losses that get a trained model's output inside a tape's block."""
    return tuple(_calls_under_tapes(program))


def _calls_under_tapes(program: TrainingProgram) -> Iterator[tuple[CustomLoop, LossCall]]:
    objects = _loss_objects(program)
    for loop in program.loops:
        if loop.block is not None and (outputs := _outputs(loop)):
            for used in _inside(loop.block, program, objects, outputs, None):
                yield loop, used


def _inside(
    outer: Origin,
    program: TrainingProgram,
    objects: Mapping[str, Call],
    outputs: set[str],
    truths: set[str] | None,
) -> Iterator[LossCall]:
    """The losses of these outputs (and of these labels, where they are known) in some code."""
    for call in program.calls:
        if call.class_name in _FUNCTIONS and outer.encloses(call.origin):
            first, second = _text(call, _TRUTHS), _text(call, _PREDICTIONS)
            used = _ordered(call.origin, call, (first, second), outputs, truths)
            if used is not None:
                yield used
    for place in calls_in(outer):
        made = objects.get(called(place))
        used = _ordered(place, made, _pair(place), outputs, truths) if made else None
        if used is not None:
            yield used


def _compiled(loop: CustomLoop, used: LossCall) -> Compile:
    unknown = Unknown("the user trains by hand", loop.origin)
    return Compile(loop.model, used.made, unknown, Known(used.loss), unknown)


def _loss_objects(program: TrainingProgram) -> dict[str, Call]:
    """``loss_fn = BinaryCrossentropy()``: the loss by its name, where that stands for one only."""
    found: dict[str, Call] = {}
    twice: set[str] = set()
    for call in program.calls:
        if not call.name.startswith("keras.losses.") or not call.class_name[:1].isupper():
            continue
        if (name := assigned_name(call.origin)) is not None:
            if name in found and found[name].origin != call.origin:
                twice.add(name)
            found[name] = call
    return {name: call for name, call in found.items() if name not in twice}


def assigned_name(value: Origin) -> str | None:
    """``name`` in ``name = value``."""
    made = next(value.around(cst.Assign), None)
    node = made.node if made is not None else None
    if isinstance(node, cst.Assign) and node.value is value.node:
        return Origin(value.piece, node.targets[0].target).text
    return None


def _outputs(loop: CustomLoop) -> set[str]:
    """What the trained model's output is called under the tape, and the call itself."""
    found: set[str] = set()
    for forward in forward_calls(loop):
        name = assigned_name(forward)
        found |= {forward.text, name} if name is not None else {forward.text}
    return found


def _pair(place: Origin) -> tuple[str, str]:
    """The two arguments by position of a loss object that is called."""
    node = place.node
    arguments = node.args[:2] if isinstance(node, cst.Call) else ()
    if len(arguments) < 2 or any(a.keyword is not None for a in arguments):
        return "", ""
    first, second = (Origin(place.piece, argument.value).text for argument in arguments)
    return first, second


def _ordered(
    place: Origin,
    made: Call,
    pair: tuple[str, str],
    outputs: set[str],
    truths: set[str] | None,
) -> LossCall | None:
    first, second = pair
    if second in outputs and first not in outputs:
        return LossCall(place, made, swapped=False)
    if first in outputs and second not in outputs and (truths is None or second in truths):
        return LossCall(place, made, swapped=True)
    return None


def _text(call: Call, names: tuple[str, ...]) -> str:
    place = next((call.arguments[name] for name in names if name in call.arguments), None)
    return value_of(place).text if place is not None else ""
