"""KS701."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.rules.training._cells import (
    Ran,
    assigned,
    cells_of,
    definition,
    may_have_run_twice,
    ran_after_later_cells,
    ran_once_since,
)
from kerascope.source.origin import Origin

_ENCODES = re.compile(r"(?:^|\.)(to_categorical|one_hot|get_dummies)$")


class RepeatedPreprocessing(Rule):
    """A notebook cell changes data in place and has, by its numbers, been run more than once.

    ## Why it stops learning

    `x = x / 255` in a cell of its own divides once more each time the cell is run. After the second
    run pixels lie between 0 and 0.004, after the third they are gone; labels that are one-hot
    encoded twice have one axis too many. The notebook as written looks right.

    ## Bad

    ```python
    # In[1]:
    import keras
    from sklearn.datasets import load_digits

    # In[2]:
    x, y = load_digits(return_X_y=True)

    # In[5]:
    x = x / 16  # <- KS701

    # In[6]:
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=20)
    ```

    ## Good

    ```python
    # In[1]:
    import keras
    from sklearn.datasets import load_digits

    # In[2]:
    x, y = load_digits(return_X_y=True)
    x = x / 16

    # In[5]:
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=20)
    ```

    ## Silent when

    The cells' numbers follow each other, are missing, or the data are loaded in the same cell. A
    gap before the cell's number is a hint only, a number above those of cells further down more.

    ## Fix

    Moves the statement to the cell that loads the data, where running it again does no harm.

    ## How the probe tests it

    The notebook from top to bottom: the fault is in the kernel, so a fresh run trains without it.

    ## References

    - Pimentel et al., [A large-scale study about quality and reproducibility of Jupyter
      notebooks](https://doi.org/10.1109/MSR.2019.00077)
    """

    code = "KS701"
    name = "repeated-preprocessing"
    tier = "likely"
    fixable = "unsafe"
    experiment = Experiment(regime="evaluate", horizon=100)
    seed = ("data normalization", "notebook state")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        cells = cells_of(program)
        for index, cell in enumerate(cells):
            late = ran_after_later_cells(cells, index)
            if late or may_have_run_twice(cells, index):
                yield from _judge(cells, index, cell, late)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        made: Origin = fault.subject
        edit = Editor(program)
        edit.delete_statement(fault.origin)
        edit.insert_after(made, fault.origin.text)
        return edit.fix("Move it to the cell that makes the data", safe=False)


def _judge(cells: list[Ran], index: int, cell: Ran, late: bool) -> Iterator[Fault]:
    here: set[str] = set()
    for statement in cell.statements:
        names, value = assigned(statement)
        name = next(iter(names)) if len(names) == 1 else None
        made = definition(cells, index, name) if name and name not in here else None
        here |= names
        if name is None or made is None or not _changes(statement, name, value):
            continue
        if ran_once_since(cells, cell, made):
            continue
        why = "was run after cells below it" if late else f"follows no In[{(cell.count or 1) - 1}]"
        message = (
            f"This changes {name} in place, and In[{cell.count}] {why}: a second run changes "
            f"{name} a second time."
        )
        related = ((f"{name} is made here", made),)
        yield Fault(statement, message, related, made, None if late else "hypothesis")


def _changes(statement: Origin, name: str, value: cst.BaseExpression | None) -> bool:
    """Whether doing it twice is not the same as doing it once."""
    line = statement.node
    if isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.AugAssign):
        return isinstance(line.body[0].operator, cst.DivideAssign | cst.MultiplyAssign)
    if isinstance(value, cst.BinaryOperation):
        scales = isinstance(value.operator, cst.Divide | cst.Multiply)
        return scales and _mentions(Origin(statement.piece, value.left), name)
    if isinstance(value, cst.Call) and value.args:
        function = Origin(statement.piece, value.func).text
        given = Origin(statement.piece, value.args[0].value)
        return bool(_ENCODES.search(function)) and _mentions(given, name)
    return False


def _mentions(origin: Origin, name: str) -> bool:
    found = (each.node for each in origin.inside(cst.Name))
    return any(isinstance(node, cst.Name) and node.value == name for node in found)
