"""What the reader's values can be, besides plain constants, tensors and calls.

Every value is wrapped as Known, OneOf or Unknown. What can change while the script runs is
Stateful: its state changes through Memory only, so that branches can be tried and joined.
"""

from collections.abc import Iterator
from dataclasses import field
from itertools import count
from typing import Any

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, Library, OneOf, Unknown
from kerascope.source.immutable import immutable
from kerascope.source.origin import Origin
from kerascope.source.piece import Piece

V = Known[Any] | OneOf[Any] | Unknown
"""Any value of the interpreter."""

_births = count(1)


class Stateful:
    """Something that changes. ``born`` orders it against the branches being tried."""

    __slots__ = ("born", "state")

    def __init__(self, **state: Any) -> None:
        self.born = next(_births)
        self.state: dict[Any, Any] = state


def now() -> int:
    """A stamp later than everything born so far."""
    return next(_births)


class Scope(Stateful):
    """The names of a module, function, class or comprehension: ``state`` maps them to values."""

    __slots__ = ("is_class", "parent")

    def __init__(self, parent: "Scope | None" = None, is_class: bool = False) -> None:
        super().__init__()
        self.parent = parent
        self.is_class = is_class

    @property
    def root(self) -> "Scope":
        """The scope of the module around."""
        return self if self.parent is None else self.parent.root

    def find(self, name: str) -> V | None:
        """The value a name has here; class bodies are invisible to the functions in them."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.state and (scope is self or not scope.is_class):
                return scope.state[name]
            scope = scope.parent
        return None


@immutable(eq=False)
class Function:
    """A function or lambda of the user's."""

    name: str
    node: cst.FunctionDef | cst.Lambda
    piece: Piece
    scope: Scope
    defaults: dict[str, V]
    decorators: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Function({self.name})"


@immutable(eq=False)
class Module:
    """A module of the same workspace, with the names that it defines. ``is_folder``: a package
    without a file of its own."""

    name: str
    scope: Scope
    is_folder: bool = False


@immutable(eq=False)
class Bound:
    """A method of the user's, with its object."""

    function: Function
    owner: V


@immutable(eq=False)
class Super:
    """``super()`` inside a method of ``owner``'s class."""

    owner: V
    function: Function | None


@immutable(eq=False)
class Method:
    """A method or attribute of something the library made."""

    owner: V
    name: str

    def as_value(self) -> V:
        return Known(self, self.owner.origin)


EACH_LAYER, SOME_LAYER = "layers[each]", "layers[some]"
"""Names of a Method that stands for a layer of a model that cannot be told from the others."""


@immutable(eq=False)
class Slice:
    """``lower:upper:step`` between square brackets."""

    lower: V
    upper: V
    step: V


@immutable(eq=False)
class Partial:
    """``functools.partial``: a callable with some arguments already given."""

    function: V
    positional: tuple[V, ...]
    keywords: dict[str, V]


class UserClass(Stateful):
    """A class of the user's; ``state`` holds its attributes."""

    __slots__ = ("bases", "name", "node", "origin")

    def __init__(
        self, name: str, node: cst.ClassDef, origin: Origin, bases: tuple[V, ...], body: Scope
    ) -> None:
        super().__init__()
        self.state = body.state
        self.name = name
        self.node = node
        self.origin = origin
        self.bases = bases

    def find(self, name: str) -> V | None:
        """A class attribute, through the bases that the user wrote."""
        if name in self.state:
            return self.state[name]
        for base in self.bases:
            cls = payload(base)
            found = cls.find(name) if isinstance(cls, UserClass) else None
            if found is not None:
                return found
        return None

    def library_bases(self) -> list[str]:
        """Canonical names of the library classes it derives from."""
        names: list[str] = []
        for base in self.bases:
            if isinstance(base, Known) and isinstance(base.value, Library):
                names.append(base.value.name)
            elif isinstance(base, Known) and isinstance(base.value, UserClass):
                names.extend(base.value.library_bases())
        return names


def lineage(cls: UserClass) -> Iterator[UserClass]:
    """The class and those of the user's that it derives from."""
    yield cls
    for base in cls.bases:
        if isinstance(above := payload(base), UserClass):
            yield from lineage(above)


def fields(cls: UserClass) -> list[str]:
    """The names that a class gives values to, its bases' first: those of a dataclass."""
    owners = reversed(list(lineage(cls)))
    named = {n: v for owner in owners for n, v in owner.state.items()}
    return [name for name, value in named.items() if not isinstance(payload(value), Function)]


class Instance(Stateful):
    """An object of a class of the user's; ``state`` holds its attributes."""

    __slots__ = ("cls", "origin")

    def __init__(self, cls: UserClass | None, origin: Origin) -> None:
        super().__init__()
        self.cls = cls
        self.origin = origin


class Items(Stateful):
    """A list, tuple or set. ``open``: it may hold more than is known."""

    __slots__ = ("kind",)

    def __init__(self, kind: str, items: tuple[V, ...], is_open: bool = False) -> None:
        super().__init__(items=items, open=is_open)
        self.kind = kind

    @property
    def items(self) -> tuple[V, ...]:
        return self.state["items"]

    @property
    def is_open(self) -> bool:
        return self.state["open"]


class Table(Stateful):
    """A dictionary with constant keys. ``open``: it may hold more than is known, each of it
    like ``sample`` if that is known."""

    __slots__ = ()

    def __init__(
        self, entries: dict[Any, V], is_open: bool = False, sample: V | None = None
    ) -> None:
        super().__init__(entries=entries, open=is_open, sample=sample)

    @property
    def entries(self) -> dict[Any, V]:
        return self.state["entries"]

    @property
    def is_open(self) -> bool:
        return self.state["open"]


class LayerObject(Stateful):
    """A layer of Keras, or an instance of the user's layer class.

    ``inner`` is the wrapped layer of ``Bidirectional`` and ``TimeDistributed``; ``base`` the
    layer of Keras below a class of the user's; ``input`` and ``output`` are of its last use.
    """

    __slots__ = ("base", "call", "class_name", "inner", "instance", "origin")

    def __init__(
        self,
        class_name: str,
        origin: Origin,
        call: Call | None = None,
        inner: V | None = None,
        instance: Instance | None = None,
    ) -> None:
        super().__init__(uses=0, trainable=None, input=None, output=None)
        self.class_name = class_name
        self.origin = origin
        self.call = call
        self.inner = inner
        self.instance = instance
        self.base: LayerObject | None = None


class ModelObject(Stateful):
    """A model. ``entries`` are the layers of a Sequential; ``outputs`` the symbols of a functional
    model; ``drawn`` its graph as last asked for; ``example`` inputs like those it was called on,
    ``fed`` their shape where it is one; ``compiled`` the compile in force; ``fits`` how often it
    was fitted."""

    __slots__ = ("call", "instance", "kind", "origin")

    def __init__(
        self,
        kind: str,
        origin: Origin,
        call: Call | None = None,
        instance: Instance | None = None,
        **state: Any,
    ) -> None:
        defaults: dict[str, Any] = {
            "name": "",
            "entries": (),
            "inputs": None,
            "outputs": None,
            "example": None,
            "fed": None,
            "compiled": None,
            "fits": 0,
            "trainable": None,
            "drawn": None,
        }
        super().__init__(**(defaults | state))
        self.kind = kind
        self.origin = origin
        self.call = call
        self.instance = instance


@immutable(eq=False)
class Drawn:
    """The graph of a model, and what it was made from."""

    key: object
    graph: ModelGraph


@immutable(eq=False)
class Entry:
    """One layer of a Sequential; ``optional`` where only some paths add it."""

    layer: V
    optional: bool = False


@immutable(eq=False)
class LayerGroup:
    """The layers of a ready-made model, all of them or (``whole`` False) some."""

    model: ModelObject
    whole: bool = True


@immutable(eq=False)
class Entrance:
    """An input of a model, found by its name."""

    node: Layer


class SomeNumber(Unknown):
    """A number that is not known: the size of an axis."""

    __slots__ = ()


class SomeInteger(SomeNumber):
    """A whole number that is not known: a position, the counter of a loop, a class."""

    __slots__ = ()


@immutable(eq=False)
class Symbol:
    """A symbolic tensor: what a layer of the graph puts out. ``data`` is what is known of its
    values where it was computed from data rather than from an input of the model."""

    layer: Layer
    shape: Shape | None
    data: Tensor | None = None


@immutable(eq=False)
class Dataset:
    """A ``tf.data`` pipeline, generator or directory iterator.

    ``element`` is what one step yields (a tuple of tensors, batched or not). ``facts`` are what
    the pipeline did on the way: ``shuffle``, ``batch``, ``repeat``, in order, with their calls.
    """

    element: V
    facts: tuple[tuple[str, Call | None], ...] = ()
    source: str | None = None
    origin: Origin | None = None
    extra: dict[str, Any] = field(default_factory=dict[str, Any])


STOPPED = object()
"""What a call that ends the script (``sys.exit``) evaluates to."""


def payload(value: V) -> Any:
    """What a known value holds, else None."""
    return value.value if isinstance(value, Known) else None


def is_whole(value: V) -> bool:
    """Whether a value is a whole number, known or not."""
    if isinstance(value, OneOf):
        return all(type(each) is int for each in value.values)
    return isinstance(value, SomeInteger) or type(payload(value)) is int


def constant(value: V, kind: type | tuple[type, ...]) -> Any:
    """The value, if it is known and of that type (bool is no int), else None."""
    found = payload(value)
    if isinstance(found, bool) and kind not in (bool, object):
        return None
    return found if isinstance(found, kind) else None
