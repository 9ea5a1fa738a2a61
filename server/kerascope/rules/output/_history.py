"""The keys under which a metric is looked up after training."""

from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Compile, Fit
from kerascope.program.value import Known, text


def rename_key(
    edit: Editor, program: TrainingProgram, compiled: Compile, old: str, new: str
) -> None:
    """Let ``history.history['accuracy']`` follow a metric's new name.

    Raises CannotEdit where a callback watches the old name.
    """
    keys = {old: new, f"val_{old}": f"val_{new}"}
    for fit in program.fits:
        if fit.compile is compiled and _watches(fit, keys):
            raise CannotEdit
    for lookup in program.lookups:
        if lookup.key in keys and lookup.fit is not None and lookup.fit.compile is compiled:
            edit.replace(lookup.origin, edit.quoted(keys[lookup.key], lookup.origin))


def _watches(fit: Fit, keys: dict[str, str]) -> bool:
    if not isinstance(fit.callbacks, Known):
        return True
    return any(
        isinstance(callback, Known) and text(callback.value.get("monitor")) in keys
        for callback in fit.callbacks.value
    )
