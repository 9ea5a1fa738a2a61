"""A document in, its training program out."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import Literal

import libcst as cst

from kerascope.program.layer import ModelGraph
from kerascope.program.program import Backend, Package, TrainingProgram
from kerascope.program.value import Known, Library
from kerascope.reader import expressions, statements
from kerascope.reader.arguments import unknown_arguments
from kerascope.reader.interpreter import Exhausted, Frame, Interpreter
from kerascope.reader.library.keras_tuner import HYPERPARAMETERS
from kerascope.reader.piecewise import read_piece
from kerascope.reader.snapshot import graph_of
from kerascope.reader.values import Function, Instance, ModelObject, UserClass
from kerascope.source.document import Document
from kerascope.source.modules import Modules
from kerascope.source.origin import Origin
from kerascope.source.piece import Piece, pieces_of

Engine = Literal["tensorflow", "jax", "torch"]

_log = logging.getLogger(__name__)

__all__ = ["expressions", "read", "statements"]


def read(
    document: Document, engine: Engine | None = None, modules: Modules | None = None
) -> TrainingProgram:
    """What the document trains. Never raises on any input, never runs any of it.

    ``engine`` is what Keras runs on, where the script does not say so itself; ``modules`` are
    those that it can import besides libraries.
    """
    pieces = pieces_of(document)
    backend = _backend(pieces, engine)
    run = Interpreter(backend.keras, document.path, modules)
    run.module.state["__name__"] = Known("__main__")
    run.text = "\n".join(piece.text for piece in pieces)
    for piece in pieces:
        read_piece(run, piece)
    _read_uncalled(run)
    return _program(run, document, pieces, _with_modules(backend, run))


def _read_uncalled(run: Interpreter) -> None:
    """Functions that nobody calls are read with what their defaults say."""
    for function, owner in list(run.record.functions):
        if function.node in run.called or function.name == "__init__":
            continue
        run.piece = function.piece
        frames, scope = len(run.frames), run.scope
        try:
            _read_function(run, function, owner)
        except (Exhausted, RecursionError):
            run.steps = 0
        except Exception:
            _log.exception("%s: %s() cannot be read", run.path, function.name)
        finally:
            del run.frames[frames:]
            run.scope = scope


def _read_function(run: Interpreter, function: Function, owner: UserClass | None) -> None:
    node = function.node
    if not isinstance(node, cst.FunctionDef):
        return
    run.called.add(node)
    scope = unknown_arguments(function)
    if "hp" in scope.state:
        scope.state["hp"] = Known(Library(HYPERPARAMETERS))
    if owner is not None and node.params.params:
        scope.state[node.params.params[0].name.value] = Known(_instance(run, owner))
    run.frames.append(Frame(function))
    with run.inside(scope, function.piece):
        run.execute(node.body.body)


def _instance(run: Interpreter, owner: UserClass) -> object:
    """An object of a class that the script never makes: one a class, its ``__init__`` read."""
    if owner not in run.instances:
        from kerascope.reader.calls import call

        made = call(run, Known(owner, owner.origin), (), False, owner.origin)
        found = made.value if isinstance(made, Known) else Instance(owner, owner.origin)
        run.instances[owner] = found
    return run.instances[owner]


_TENSORFLOW = re.compile(r"^[^#\n]*tensorflow", re.MULTILINE)
"""TensorFlow other than in a comment."""


def _backend(pieces: list[Piece], assumed: Engine | None) -> Backend:
    text = "\n".join(p.text for p in pieces if "import" in p.text and len(p.text) < 5_000)
    package = _package(text)
    whole = "\n".join(p.text for p in pieces if "KERAS_BACKEND" in p.text)
    engine: Engine = assumed or "tensorflow"
    for name in ("jax", "torch"):
        if name in whole:
            engine = name
    return Backend(package, 2 if package == "tf_keras" else 3, engine)


def _package(text: str) -> Package:
    if "tf_keras" in text or "TF_USE_LEGACY_KERAS" in text:
        return "tf_keras"
    if _TENSORFLOW.search(text):
        return "tf.keras"
    return "keras" if "keras" in text else "none"


def _with_modules(backend: Backend, run: Interpreter) -> Backend:
    """Which Keras it is, where only the modules that are imported say so."""
    used = run.modules.used.values() if run.modules is not None else ()
    text = "\n".join(cell.text for document in used for cell in document.cells)
    package = backend.package if backend.package != "none" else _package(text)
    return replace(backend, package=package, keras=run.keras)


def _program(
    run: Interpreter, document: Document, pieces: list[Piece], backend: Backend
) -> TrainingProgram:
    record = run.record
    fitted = {
        id(f.model.value.identity): f.model.value for f in record.fits if isinstance(f.model, Known)
    }
    imported = [m.identity for m in fitted.values() if isinstance(m.identity, ModelObject)]
    made = dict.fromkeys((*record.models, *imported))
    models = (graph for m in made for graph in _states(run, m, fitted.get(id(m))))
    return TrainingProgram(
        document=document,
        backend=backend,
        pieces=tuple(pieces),
        models=_best([m for m in models if m is not None]),
        compiles=tuple(record.compiles),
        fits=tuple(record.fits),
        loops=tuple(record.loops),
        uses=tuple(record.uses),
        lookups=tuple(record.lookups),
        calls=tuple(record.calls),
        data=tuple(record.data),
        imports=tuple(record.imports),
        discarded=tuple(record.discarded),
        unread=tuple(record.unread),
    )


def _states(
    run: Interpreter, model: ModelObject, fitted: ModelGraph | None
) -> list[ModelGraph | None]:
    """The model as fitted; as it is at the end, where more may be known of it by then."""
    if fitted is not None and all(layer.output_shape is not None for layer in fitted.layers):
        return [fitted]
    return [fitted, _graph(run, model)]


def _best(models: list[ModelGraph]) -> tuple[ModelGraph, ...]:
    """One model for each place that makes one: the one understood best, of these the first."""
    best: dict[Origin, ModelGraph] = {}
    for model in models:
        known = best.get(model.origin)
        if known is None or _understood(model) > _understood(known):
            best[model.origin] = model
    return tuple(best.values())


def _understood(model: ModelGraph) -> tuple[bool, bool, int, int]:
    shaped = sum(layer.output_shape is not None for layer in model.layers)
    return model.complete, model.parameters is not None, shaped, len(model.layers)


def _graph(run: Interpreter, model: ModelObject) -> ModelGraph | None:
    try:
        return graph_of(run, model)
    except (Exhausted, RecursionError):
        return None
    except Exception:
        _log.exception("%s: the model in line %d cannot be read", run.path, model.origin.line)
        return None
