"""Adding a callback to a fit."""

import libcst as cst

from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.training import Fit
from kerascope.source.origin import Origin


def add_callback(editor: Editor, fit: Fit, text: str) -> None:
    """Add ``text`` to the list of callbacks that the fit is given, or give it one.

    Raises CannotEdit where the list is not written out in the source.
    """
    if not fit.call.complete:
        raise CannotEdit
    place = fit.call.arguments.get("callbacks")
    if place is None:
        editor.add_argument(fit.call, f"callbacks=[{text}]")
        return
    for origin in (value_of(place), fit.callbacks.origin):
        if isinstance(origin, Origin) and isinstance(origin.node, cst.List):
            editor.insert_element(origin, len(origin.node.elements), text)
            return
    raise CannotEdit
