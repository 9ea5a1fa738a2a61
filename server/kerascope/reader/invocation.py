"""One call being read, and the tables that say what is known of the function called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.value import Known, Unknown, Value
from kerascope.reader.library import signatures
from kerascope.reader.values import V, constant, payload
from kerascope.source.immutable import immutable
from kerascope.source.origin import Origin

if TYPE_CHECKING:
    from kerascope.reader.interpreter import Interpreter


@immutable()
class Argument:
    """One argument as written: ``name`` is None for a positional one."""

    name: str | None
    value: V
    place: Origin


@dataclass(slots=True, eq=False)
class Invocation:
    """A call of ``name`` (canonical), on ``owner`` where it is a method.

    ``complete`` is False where ``*args`` or ``**kwargs`` hide arguments.
    """

    run: Interpreter
    name: str
    owner: V | None
    arguments: tuple[Argument, ...]
    complete: bool
    origin: Origin
    _call: Call | None = field(default=None, repr=False)

    @property
    def positional(self) -> list[V]:
        return [a.value for a in self.arguments if a.name is None]

    @property
    def keywords(self) -> dict[str, V]:
        return {a.name: a.value for a in self.arguments if a.name is not None}

    @property
    def node(self) -> cst.CSTNode:
        return self.origin.node

    def get(self, position: int | None, name: str, default: V | None = None) -> V:
        """The argument at that position or of that name; without it, ``default``."""
        index = 0
        for argument in self.arguments:
            if argument.name == name:
                return argument.value
            if argument.name is None:
                if index == position:
                    return argument.value
                index += 1
        if not self.complete:
            return Unknown("hidden in * or ** arguments", self.origin)
        return default if default is not None else Unknown("not given", self.origin)

    def subject(self, name: str) -> V:
        """What it works on: the object of a method, the first argument of a function."""
        return self.owner if self.owner is not None else self.get(0, name)

    def unknown(self, reason: str = "it is computed at run time") -> V:
        """What it gives, where that cannot be told."""
        return Unknown(reason, self.origin)

    def has(self, position: int | None, name: str) -> bool:
        """Whether the call spells that argument."""
        missing = Unknown("missing")
        return self.complete and self.get(position, name, missing) is not missing

    @property
    def call(self) -> Call:
        """The call with its arguments by parameter name."""
        if self._call is None:
            self._call = bind(self)
        return self._call


def bind(invocation: Invocation) -> Call:
    """Arguments to the parameters of the library's signature; surplus ones keep their index.
    What Keras 3 no longer has is read as Keras 2 had it."""
    name, keras = invocation.name, invocation.run.keras
    signature = signatures.signature(name, keras) or signatures.signature(name, 2)
    names = [p.name for p in signature.parameters] if signature else []
    written: dict[str, Value[Any]] = {}
    places: dict[str, Origin] = {}
    index = 0
    for argument in invocation.arguments:
        name = argument.name
        if name is None:
            name = names[index] if index < len(names) else str(index)
            if (
                index == 1
                and invocation.name in _SIZED_TWICE
                and constant(argument.value, int) is not None
            ):
                written["input_dim"], places["input_dim"] = written["units"], places["units"]
                name = "units"
            index += 1
        written[name] = argument.value
        places[name] = argument.place
    _as_keras_1(invocation, written)
    return Call(
        invocation.name,
        invocation.origin,
        written,
        _defaults_now(invocation.run, signature),
        places,
        invocation.complete,
        invocation.run.keras,
    )


_SIZED_TWICE = frozenset(f"keras.layers.{name}" for name in ("Dense", "LSTM", "GRU", "SimpleRNN"))
"""Layers that the first Keras gave two sizes: ``Dense(64, 1)`` takes 64 values and gives one."""


def _as_keras_1(invocation: Invocation, written: dict[str, Value[Any]]) -> None:
    """``Convolution2D(32, 3, 3)``: what are strides now were the kernel's sides; and
    ``dim_ordering`` was the ``data_format``."""
    if (order := written.get("dim_ordering")) is not None:
        name = {"th": "channels_first", "tf": "channels_last"}.get(str(payload(order)))
        written["data_format"] = Known(name, order.origin) if name else order
    node = invocation.origin.node
    function = getattr(node, "func", None)
    spelled = getattr(getattr(function, "attr", function), "value", "")
    if spelled != "Convolution2D":
        return
    sides = [written.get(name) for name in ("kernel_size", "strides")]
    if "nb_row" in written and "nb_col" in written:
        sides = [written["nb_row"], written["nb_col"]]
    rows, columns = (side for side in sides)
    if rows is None or columns is None or not isinstance(payload(rows), int):
        return
    written["kernel_size"] = Known((payload(rows), payload(columns)), rows.origin)
    written.pop("strides", None)


def _defaults_now(
    run: Interpreter, signature: signatures.Signature | None
) -> Mapping[str, Value[Any]]:
    """The defaults, with the order of an image's axes that the script has set."""
    found = _defaults(signature)
    order = run.settings.state["data_format"]
    if "data_format" not in found or payload(order) == "channels_last":
        return found
    return {**found, "data_format": order}


_default_tables: dict[int, Mapping[str, Value[Any]]] = {}


def _defaults(signature: signatures.Signature | None) -> Mapping[str, Value[Any]]:
    if signature is None:
        return {}
    if (found := _default_tables.get(id(signature))) is None:
        found = {
            p.name: Known(p.default)
            for p in signature.parameters
            if p.default is not signatures.REQUIRED
        }
        _default_tables[id(signature)] = found
    return found


Handler = Callable[[Invocation], V]


class Table:
    """What one module knows: handlers by the name of what is called."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handler] = {}

    def knows(self, *names: str) -> Callable[[Handler], Handler]:
        """Register a handler: ``numpy.asarray`` for a function, ``Tensor.astype`` for a method."""

        def register(handler: Handler) -> Handler:
            for name in names:
                self.handlers[name] = handler
            return handler

        return register


def known_arguments(invocation: Invocation, *names: str) -> list[Any]:
    """The constants among the named arguments, None for the others."""
    return [payload(invocation.get(None, name)) for name in names]
