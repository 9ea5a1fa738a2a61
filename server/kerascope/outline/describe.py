"""From a training program to what an editor shows: models, layers, compile and fit."""

from libcst import ClassDef, FunctionDef

from kerascope.outline.items import Outline
from kerascope.outline.models import model_item
from kerascope.outline.training import compile_item, fit_item, part_items
from kerascope.program.program import TrainingProgram


def outline(program: TrainingProgram) -> Outline:
    """Everything of the training program that an editor shows in this file.

    Models and fits of other files stand at the calls that lead to them.
    """
    compiles = [call for call in program.compiles if not call.origin.path]
    parts = (part for call in compiles for part in part_items(call))
    return Outline(
        models=tuple(model_item(model) for model in program.models),
        compiles=tuple(compile_item(call) for call in compiles),
        parts=tuple(parts),
        fits=tuple(fit_item(fit) for fit in program.fits),
        last_training=_last_training(program),
    )


def _last_training(program: TrainingProgram) -> tuple[int | None, int] | None:
    """Where the code ends that training depends on.

    A function that trains may call others that are defined below it, so nothing can be said
    about where its own code ends.
    """
    ends: list[tuple[int | None, int]] = []
    for thing in (*program.fits, *program.loops):
        piece = thing.origin.here.piece
        body = piece.tree.body if piece.tree else ()
        if not body or isinstance(body[0], FunctionDef | ClassDef):
            return None
        ends.append((piece.cell, piece.first_line - 1 + len(piece.text.splitlines())))
    order = {cell.index: place for place, cell in enumerate(program.document.cells)}
    return max(ends, key=lambda end: (order.get(end[0], 0), end[1]), default=None)
