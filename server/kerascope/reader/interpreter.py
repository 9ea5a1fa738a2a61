"""The abstract interpreter: it runs a script without running it.

Each statement is visited once, in order; functions are read where they are called, with the
arguments they get. What cannot be known becomes Unknown and reading goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any, Literal

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.program import Import, Unread
from kerascope.program.tensor import Tensor
from kerascope.program.training import Compile, CustomLoop, Fit, Lookup, Use
from kerascope.program.value import Known, Unknown
from kerascope.reader.memory import Memory
from kerascope.reader.values import (
    Function,
    ModelObject,
    Module,
    Scope,
    Stateful,
    Table,
    UserClass,
    V,
    now,
)
from kerascope.source.modules import Modules
from kerascope.source.origin import Origin
from kerascope.source.piece import Piece

STEPS = 400_000
"""Expressions evaluated before reading stops: a bound on time, far above any real script."""

DEPTH = 16
"""Calls of the user's functions inside each other that are followed."""

UNROLL = 24
"""Rounds of a loop that are read one by one; a longer loop is read once."""


class Flow(Enum):
    """How a statement ends."""

    NEXT = auto()
    BREAK = auto()
    CONTINUE = auto()
    RETURN = auto()
    STOP = auto()


class Exhausted(Exception):
    """A bound was reached."""


@dataclass(slots=True)
class Record:
    """What the training program will be made of, in the order in which it was read."""

    models: list[ModelObject] = field(default_factory=list[ModelObject])
    compiles: list[Compile] = field(default_factory=list[Compile])
    fits: list[Fit] = field(default_factory=list[Fit])
    loops: list[CustomLoop] = field(default_factory=list[CustomLoop])
    uses: list[Use] = field(default_factory=list[Use])
    lookups: list[Lookup] = field(default_factory=list[Lookup])
    calls: list[Call] = field(default_factory=list[Call])
    data: list[Tensor] = field(default_factory=list[Tensor])
    unread: list[Unread] = field(default_factory=list[Unread])
    imports: list[Import] = field(default_factory=list[Import])
    discarded: list[Call] = field(default_factory=list[Call])
    functions: list[tuple[Function, UserClass | None]] = field(
        default_factory=list[tuple[Function, UserClass | None]]
    )


@dataclass(slots=True)
class Frame:
    """One call of a user's function: what it returns and yields on its paths."""

    function: Function | None = None
    returns: list[V] = field(default_factory=list[V])
    yields: list[V] = field(default_factory=list[V])
    globals: set[str] = field(default_factory=set[str])


class Interpreter:
    """State of one reading. ``loops`` are those around, each with the moment in which it began and
    whether it is known how often it runs."""

    def __init__(
        self, keras: Literal[2, 3] = 3, path: str = "", modules: Modules | None = None
    ) -> None:
        self.keras: Literal[2, 3] = keras
        self.path = path
        self.text = ""
        self.modules_text: list[str] = []
        self.modules = modules
        self.followed: dict[str, Module] = {}
        self.memory = Memory()
        self.module = Scope()
        self.settings = Scope()
        self.settings.state["data_format"] = Known("channels_last")
        self.scope = self.module
        self.record = Record()
        self.frames: list[Frame] = [Frame()]
        self.piece: Piece
        self.steps = 0
        self.loops: list[tuple[Origin, int, bool]] = []
        self.forwards: dict[int, tuple[V, Origin]] = {}
        self.tapes: dict[Call, Origin] = {}
        self.called: set[cst.CSTNode] = set()
        self.owner_class: UserClass | None = None
        self.instances: dict[UserClass, object] = {}
        self.namespaces: dict[int, tuple[object, Table]] = {}
        self._entered: dict[tuple[Piece, Origin], Piece] = {}

    def origin(self, node: cst.CSTNode) -> Origin:
        return Origin(self.piece, node)

    def entered(self, piece: Piece, at: Origin) -> Piece:
        """A piece of another file as the call or import at ``at`` leads to it."""
        if piece.elsewhere is None or piece.elsewhere.entry == at.here:
            return piece
        key = (piece, at.here)
        if key not in self._entered:
            place = replace(piece.elsewhere, entry=at.here)
            self._entered[key] = replace(piece, elsewhere=place)
        return self._entered[key]

    def evaluate(self, node: cst.CSTNode) -> V:
        """The value of an expression."""
        self.steps += 1
        if self.steps > STEPS:
            raise Exhausted
        handler = _expressions.get(type(node))
        if handler is None:
            return Unknown("this kind of expression is not read", Origin(self.piece, node))
        return handler(self, node)

    def execute(self, statements: Iterable[cst.CSTNode]) -> Flow:
        """Run statements in order until one leaves the block."""
        for statement in statements:
            handler = _statements.get(type(statement))
            if handler is not None and (flow := handler(self, statement)) is not Flow.NEXT:
                return flow
        return Flow.NEXT

    def bind(self, name: str, value: V) -> None:
        """Give a name a value in the scope that owns it."""
        scope = self.scope
        if name in self.frames[-1].globals:
            owner: Scope | None = scope.parent
            while owner is not None and name not in owner.state and owner.parent is not None:
                owner = owner.parent
            scope = owner or self.module
        self.memory.write(scope, name, value)

    def maybe(self, run: Callable[[], Flow]) -> Flow:
        """Let something happen or not happen."""
        flow, changes = self.memory.attempt(run)
        if flow not in (Flow.RETURN, Flow.STOP):
            self.memory.join(changes, {})
        return Flow.NEXT

    def either(self, runs: Sequence[Callable[[], Flow]]) -> Flow:
        """Let one of two branches happen; a branch that leaves the function leaves no trace."""
        (one, left), (two, right) = (self.memory.attempt(run) for run in runs)
        if one is two:
            self.memory.join(left, right)
            return one
        if one is Flow.NEXT or two is Flow.NEXT:
            self.memory.apply(left if one is Flow.NEXT else right)
            return Flow.NEXT
        if Flow.STOP in (one, two):
            self.memory.apply(right if one is Flow.STOP else left)
            return two if one is Flow.STOP else one
        self.memory.join(left, right)
        return Flow.CONTINUE if Flow.CONTINUE in (one, two) else Flow.RETURN

    @contextmanager
    def inside(self, scope: Scope, piece: Piece) -> Generator[None]:
        """Read in another scope, and in the piece whose nodes are being read."""
        old_scope, old_piece = self.scope, self.piece
        self.scope, self.piece = scope, piece
        try:
            yield
        finally:
            self.scope, self.piece = old_scope, old_piece

    @contextmanager
    def in_loop(self, node: cst.CSTNode, known: bool) -> Generator[None]:
        self.loops.append((self.origin(node), now(), known))
        try:
            yield
        finally:
            self.loops.pop()

    def outlived(self, thing: Stateful) -> Origin | None:
        """The innermost loop around that began when the thing was already there."""
        return next((loop for loop, since, _ in reversed(self.loops) if thing.born < since), None)

    def unsettled(self, thing: Stateful) -> bool:
        """Whether nobody knows how often what happens here happens to the thing: a loop around
        that runs unknown times began when the thing was already there."""
        return any(not known and thing.born < since for _, since, known in self.loops)

    def unread(self, reason: str, piece: Piece, line: int | None = None) -> None:
        at = piece.first_line if line is None else line
        self.record.unread.append(Unread(reason, piece.cell, at))


Expression = Callable[[Interpreter, Any], V]
Statement = Callable[[Interpreter, Any], Flow]
_expressions: dict[type[cst.CSTNode], Expression] = {}
_statements: dict[type[cst.CSTNode], Statement] = {}


def expression(*kinds: type[cst.CSTNode]) -> Callable[[Expression], Expression]:
    """Register how a kind of expression is evaluated."""

    def register(handler: Expression) -> Expression:
        for kind in kinds:
            _expressions[kind] = handler
        return handler

    return register


def statement(*kinds: type[cst.CSTNode]) -> Callable[[Statement], Statement]:
    """Register how a kind of statement is executed."""

    def register(handler: Statement) -> Statement:
        for kind in kinds:
            _statements[kind] = handler
        return handler

    return register
