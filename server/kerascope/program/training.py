"""Compile and fit: how the model is trained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kerascope.program.call import Call
from kerascope.program.layer import ModelGraph
from kerascope.program.tensor import Tensor
from kerascope.program.value import Unknown, Value
from kerascope.source.origin import Origin


@dataclass(frozen=True, slots=True, eq=False)
class Optimizer:
    """``class_name`` is Keras' (``Adam``, also for the string ``'adam'``). ``learning_rate`` is a
    number or, for a schedule, its Call. ``call`` is None where a string stood."""

    class_name: str
    learning_rate: Value[float | Call]
    origin: Origin
    call: Call | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """``class_name`` is Keras' class (``SparseCategoricalCrossentropy``) also for strings and
    functions; ``custom`` for the user's own. ``call`` is None where a string or function stood."""

    class_name: str
    from_logits: Value[bool]
    origin: Origin
    call: Call | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """``name`` is the key under which Keras logs it where known (``accuracy``, ``auc``)."""

    class_name: str
    name: str | None
    origin: Origin
    call: Call | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Compile:
    """One ``model.compile(...)``. ``losses`` has one entry a model output, in order, where the
    model has several; ``loss`` is the only one otherwise. ``loop`` is as in a Fit."""

    model: Value[ModelGraph]
    call: Call
    optimizer: Value[Optimizer]
    loss: Value[Loss]
    metrics: Value[tuple[Value[Metric], ...]]
    losses: Mapping[str, Value[Loss]] | None = None
    loop: Origin | None = None

    @property
    def origin(self) -> Origin:
        return self.call.origin


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """One ``model.fit(...)`` with the compile in force.

    ``validation`` is the held-out pair, if ``validation_data`` was given; ``repeated`` tells
    whether the call stands in a loop or is reached more than once. ``loop`` is the innermost loop
    around that began when the model was already there: each round goes on with its weights.
    """

    model: Value[ModelGraph]
    call: Call
    compile: Compile | None
    x: Value[Tensor]
    y: Value[Tensor]
    validation: tuple[Value[Tensor], Value[Tensor]] | None
    callbacks: Value[tuple[Value[Call], ...]]
    in_loop: bool = False
    loop: Origin | None = None

    @property
    def origin(self) -> Origin:
        return self.call.origin

    def get(self, parameter: str) -> Value[Any]:
        """One argument of the call."""
        return self.call.get(parameter)


@dataclass(frozen=True, slots=True, eq=False)
class CustomLoop:
    """A loop that trains by hand: GradientTape, ``train_on_batch``, ``train_step``.

    For a tape, ``call`` is ``tape.gradient(...)`` and ``block`` the ``with`` statement of the tape.
    ``x`` is what the model is given, written at ``given``.
    """

    kind: str
    origin: Origin
    model: Value[ModelGraph] = Unknown()
    optimizer: Value[Optimizer] = Unknown()
    loss: Value[Loss] = Unknown()
    call: Call | None = None
    block: Origin | None = None
    x: Value[Tensor] = Unknown()
    given: Origin | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A model put to use without training: ``evaluate``, ``predict``, ``history[...]``."""

    method: str
    model: Value[ModelGraph]
    call: Call
    x: Value[Tensor] = Unknown()
    y: Value[Tensor] = Unknown()


@dataclass(frozen=True, slots=True, eq=False)
class Lookup:
    """A metric looked up in what ``fit`` returned: ``history.history['accuracy']``."""

    key: str
    origin: Origin
    fit: Fit | None
