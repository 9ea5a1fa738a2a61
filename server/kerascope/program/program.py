"""The training program: everything the rules, the hovers and the probe may know."""

from dataclasses import dataclass
from typing import Literal

from kerascope.program.call import Call
from kerascope.program.layer import ModelGraph
from kerascope.program.tensor import Tensor
from kerascope.program.training import Compile, CustomLoop, Fit, Lookup, Use
from kerascope.source.document import Document
from kerascope.source.origin import Origin
from kerascope.source.piece import Piece

Package = Literal["keras", "tf.keras", "tf_keras", "none"]


@dataclass(frozen=True, slots=True)
class Backend:
    """Which Keras runs: ``package`` as imported, ``keras`` 2 or 3, and what it runs on."""

    package: Package = "none"
    keras: Literal[2, 3] = 3
    engine: Literal["tensorflow", "jax", "torch"] = "tensorflow"


@dataclass(frozen=True, slots=True)
class Import:
    """One name that an import binds: ``written`` is the dotted path in the source, ``bound`` the
    name it goes by, ``statement`` the whole import. ``of_name``: ``from module import name``."""

    written: str
    canonical: str
    bound: str
    statement: Origin
    of_name: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement that was left out, and why."""

    reason: str
    cell: int | None
    line: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TrainingProgram:
    """What a script or notebook trains. ``pieces`` are its statements, ``calls`` all library
    calls in order of reading, ``data`` the tensors that reach a model, ``discarded`` the steps of
    a pipeline whose result is thrown away."""

    document: Document
    backend: Backend = Backend()
    pieces: tuple[Piece, ...] = ()
    models: tuple[ModelGraph, ...] = ()
    compiles: tuple[Compile, ...] = ()
    fits: tuple[Fit, ...] = ()
    loops: tuple[CustomLoop, ...] = ()
    uses: tuple[Use, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    calls: tuple[Call, ...] = ()
    data: tuple[Tensor, ...] = ()
    imports: tuple[Import, ...] = ()
    discarded: tuple[Call, ...] = ()
    unread: tuple[Unread, ...] = ()
