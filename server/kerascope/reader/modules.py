"""Modules of the same workspace: read once each, for the names that they define.

What a module does when it is imported changes its own names only. Its models, fits and calls are
no part of the training program, unless the script calls the functions that hold them.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache

import libcst as cst

from kerascope.program.value import Known, Unknown
from kerascope.reader.interpreter import Frame, Interpreter, Record
from kerascope.reader.piecewise import read_piece
from kerascope.reader.values import Items, Module, Scope, V, payload
from kerascope.source.document import Document
from kerascope.source.piece import Elsewhere, Piece, pieces_of

MODULES = 30
"""Modules that are followed from one script."""

_LIBRARIES = frozenset(sys.stdlib_module_names) | {
    "IPython", "PIL", "cv2", "h5py", "jax", "keras", "keras_core", "keras_cv", "keras_hub",
    "keras_nlp", "keras_tuner", "kerastuner", "matplotlib", "mlflow", "numpy", "pandas", "requests",
    "scipy", "seaborn", "skimage", "sklearn", "tensorflow", "tensorflow_addons",
    "tensorflow_datasets", "tensorflow_hub", "tensorflow_probability", "tf_keras", "torch", "tqdm",
    "wandb",
}  # fmt: skip
"""What is never looked for in the workspace."""


def follow(run: Interpreter, name: str, node: cst.CSTNode) -> Module | None:
    """The module of the workspace that goes by that dotted name; None where it is none."""
    if run.modules is None or name.partition(".")[0] in _LIBRARIES:
        return None
    document = run.modules.find(name, run.piece.elsewhere.path if run.piece.elsewhere else "")
    if document is None:
        return None
    package, _, last = name.rpartition(".")
    outer = follow(run, package, node) if package.strip(".") else None
    if document.path not in run.followed:
        _read(run, name, document, node)
    found = run.followed.get(document.path)
    if outer is not None and found is not None and last not in outer.scope.state:
        run.memory.write(outer.scope, last, Known(found, run.origin(node)))
    return found


def imported(run: Interpreter, written: str, name: str, node: cst.CSTNode) -> V | None:
    """What ``from written import name`` gives; None where it comes from a library, as far as
    can be seen."""
    module = follow(run, written, node)
    if module is None:
        return None
    if (found := module.scope.state.get(name)) is not None:
        return found
    inner = follow(run, written + name if written.endswith(".") else f"{written}.{name}", node)
    if inner is not None:
        return Known(inner, run.origin(node))
    if module.is_folder:
        return None
    return Unknown(f"{name} is not found in {module.name}", run.origin(node))


def public_names(module: Module) -> Mapping[str, V]:
    """What ``from module import *`` binds."""
    names = module.scope.state
    listed = payload(names.get("__all__", Unknown()))
    if isinstance(listed, Items):
        return {n: names[n] for item in listed.items if (n := payload(item)) in names}
    return {name: value for name, value in names.items() if not name.startswith("_")}


def _read(run: Interpreter, name: str, document: Document, node: cst.CSTNode) -> None:
    if len(run.followed) >= MODULES:
        _say(run, "it imports more modules than are followed", node)
        return
    if document.path.endswith(".py") and not document.cells:
        _say(run, f"{name} is too large to be followed, or no text", node)
    module = Module(name, Scope(), is_folder=not document.path.endswith(".py"))
    run.followed[document.path] = module
    place = Elsewhere(document.path, run.origin(node).here)
    pieces = [replace(p, cell=-len(run.followed), elsewhere=place) for p in _pieces(document)]
    if _is_legacy(document):
        run.keras = 2
    run.modules_text.append("\n".join(cell.text for cell in document.cells))
    with _apart(run, module):
        for piece in pieces:
            read_piece(run, piece)


def _say(run: Interpreter, reason: str, node: cst.CSTNode) -> None:
    """A note at the first import it is about, where that stands in the file at hand."""
    said = any(unread.reason == reason for unread in run.record.unread)
    if run.piece.elsewhere is None and not said:
        run.unread(reason, run.piece, run.origin(node).line)


@lru_cache(maxsize=64)
def _pieces(document: Document) -> tuple[Piece, ...]:
    return tuple(pieces_of(document))


def _is_legacy(document: Document) -> bool:
    return any("tf_keras" in cell.text for cell in document.cells)


@contextmanager
def _apart(run: Interpreter, module: Module) -> Generator[None]:
    """Read in the module's own scope, with a record that nobody keeps."""
    outer = run.record, run.module, run.loops, run.owner_class
    module.scope.state["__name__"] = Known(module.name)
    run.record, run.module, run.loops, run.owner_class = Record(), module.scope, [], None
    run.frames.append(Frame())
    try:
        with run.inside(module.scope, run.piece):
            yield
    finally:
        run.frames.pop()
        run.record, run.module, run.loops, run.owner_class = outer
