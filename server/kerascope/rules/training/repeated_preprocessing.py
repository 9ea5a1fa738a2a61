"""KS701."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Tier
from kerascope.rules.rule import Fault, Rule
from kerascope.rules.training._cells import (
    Ran,
    assigned,
    cells_of,
    definition,
    evidence_of_rerun,
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

    The cells' numbers are missing, the data are loaded in the same cell, or every run since the one
    that loaded them belongs to some cell. A gap before the cell's number is a hint only; where the
    number is above those of cells further down too, it is more.

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
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(regime="kernel-state", horizon=100)
    seed = ("data normalization", "notebook state")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        cells = cells_of(program)
        for index, cell in enumerate(cells):
            yield from _judge(cells, index, cell)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        moves: dict[Origin, list[Origin]] = {}
        for statement, made in fault.subject:
            moves.setdefault(made, []).append(statement)
        for made, statements in moves.items():
            for statement in statements:
                edit.delete_statement(statement)
            edit.insert_after(made, "\n".join(statement.text for statement in statements))
        return edit.fix("Move it to the cell that makes the data", safe=False)


def _judge(cells: list[Ran], index: int, cell: Ran) -> Iterator[Fault]:
    here: set[str] = set()
    found: list[tuple[str, Origin, Origin]] = []
    for statement in cell.statements:
        names, value = assigned(statement)
        name = next(iter(names)) if len(names) == 1 else None
        made = definition(cells, index, name) if name and name not in here else None
        here |= names
        if name is not None and made is not None and _changes(statement, name, value):
            found.append((name, statement, made))
    if found and (again := evidence_of_rerun(cells, index, found[0][2])) is not None:
        yield _fault(found, cell, *again)


def _fault(found: list[tuple[str, Origin, Origin]], cell: Ran, why: str, tier: Tier) -> Fault:
    """One word a cell, at the first of its changes."""
    name, first, _ = found[0]
    others = [other for other, *_ in found[1:]]
    also = f" (and {' and '.join(others)})" if others else ""
    message = (
        f"This changes {name}{also} in place, and In[{cell.count}] {why}: a second run changes "
        f"{name} a second time."
    )
    related = tuple((f"{name} is made here", made) for name, _, made in found)
    moves = tuple((statement, made) for _, statement, made in found)
    return Fault(first, message, related, moves, tier)


def _changes(statement: Origin, name: str, value: cst.BaseExpression | None) -> bool:
    """Whether doing it twice is not the same as doing it once."""
    line = statement.node
    if isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.AugAssign):
        return isinstance(line.body[0].operator, cst.DivideAssign | cst.MultiplyAssign)
    if isinstance(value, cst.BinaryOperation):
        scales = isinstance(value.operator, cst.Divide | cst.Multiply)
        return scales and _mentions(value.left, name)
    if isinstance(value, cst.Call) and value.args:
        function = Origin(statement.piece, value.func).text
        return bool(_ENCODES.search(function)) and _mentions(value.args[0].value, name)
    return False


def _mentions(node: cst.CSTNode, name: str) -> bool:
    if isinstance(node, cst.Name):
        return node.value == name
    return any(_mentions(child, name) for child in node.children)
