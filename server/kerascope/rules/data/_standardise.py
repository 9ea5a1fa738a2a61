"""The edit that standardises the columns of a table, for training and for all that comes after."""

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.training import Fit
from kerascope.rules.data._names import raw_names


def standardise(program: TrainingProgram, fit: Fit) -> Fix:
    """Mean and spread of the training part, taken out of every array the model gets."""
    train, *others = raw_names(program, fit)
    tensor = getattr(fit.x, "value", None)
    if tensor is None or (tensor.shape is not None and len(tensor.shape) != 2):
        raise CannotEdit
    mean, std = _free(program, "mean"), _free(program, "std")
    edit = Editor(program)
    edit.insert_before(
        fit.origin,
        f"{mean}, {std} = {train}.mean(axis=0), {train}.std(axis=0) + 1e-7",
        *(f"{name} = ({name} - {mean}) / {std}" for name in (train, *others)),
    )
    return edit.fix("Standardise the columns", safe=False)


def _free(program: TrainingProgram, name: str) -> str:
    """The name, or one like it that the script does not use."""
    whole = "".join(cell.text for cell in program.document.cells)
    return name if name not in whole else f"column_{name}"
