"""Reading statement by statement: one that cannot be read costs that statement only."""

from __future__ import annotations

import logging

import libcst as cst

from kerascope.program.value import Unknown
from kerascope.reader.interpreter import Exhausted, Interpreter
from kerascope.source.piece import Piece

_log = logging.getLogger(__name__)


def read_piece(run: Interpreter, piece: Piece) -> None:
    """Run one top-level statement; the names that a broken one makes become unknown."""
    run.piece = piece
    if piece.parsed.error:
        run.unread(piece.parsed.error, piece, piece.first_line + piece.parsed.error_line)
    if piece.tree is not None:
        _guarded(run, piece, piece.tree)
        return
    for name in piece.names_touched():
        run.bind(name, Unknown("the statement that makes it is broken"))


def _guarded(run: Interpreter, piece: Piece, tree: cst.Module) -> None:
    frames, scope = len(run.frames), run.scope
    try:
        run.execute(tree.body)
    except Exhausted:
        run.unread("reading stopped here: the program has too many steps", piece)
        run.steps = 0
    except RecursionError:
        run.unread("this statement nests too deep to be read", piece)
    except Exception:
        _log.exception("%s, line %d cannot be read", run.path, piece.first_line)
        run.unread("Kerascope failed to read this statement", piece)
    finally:
        del run.frames[frames:]
        run.scope = scope
