"""The keys under which a metric is looked up after training."""

import libcst as cst

from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile
from kerascope.source.origin import Origin


def rename_key(
    edit: Editor, program: TrainingProgram, compiled: Compile, old: str, new: str
) -> None:
    """Let ``history.history['accuracy']`` follow a metric's new name.

    Raises CannotEdit where several models are compiled or a callback watches the old name.
    """
    keys = {old: new, f"val_{old}": f"val_{new}"}
    for piece, node in _strings(program, compiled):
        found = node.evaluated_value
        if not isinstance(found, str) or found not in keys:
            continue
        place = Origin(piece, node)
        if len(program.compiles) > 1 or _watched(place):
            raise CannotEdit
        if _subscript(place):
            edit.replace(place, edit.quoted(keys[found], place))


def _strings(program: TrainingProgram, compiled: Compile):
    pieces = {id(c.origin.piece): c.origin.piece for c in program.calls}
    pieces[id(compiled.origin.piece)] = compiled.origin.piece
    for piece in pieces.values():
        for node in piece.parsed.spans:
            if isinstance(node, cst.SimpleString):
                yield piece, node


def _watched(place: Origin) -> bool:
    return any(
        isinstance(node, cst.Arg)
        and node.value is place.node
        and node.keyword is not None
        and node.keyword.value == "monitor"
        for node in place.piece.parsed.spans
    )


def _subscript(place: Origin) -> bool:
    return any(
        isinstance(node, cst.Index) and node.value is place.node
        for node in place.piece.parsed.spans
    )
