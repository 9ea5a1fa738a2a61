"""KS702."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.rules.training._cells import (
    Ran,
    cells_of,
    definition,
    evidence_of_rerun,
)
from kerascope.source.origin import Origin

_ADDS = re.compile(r"(\w+)\.add\(")
_EMPTY = re.compile(r"=\s*(\w+\.)*Sequential\(\s*(name=[^)]*)?\)")


class RepeatedLayers(Rule):
    """A notebook cell adds layers to a model made in another cell, and may have run twice.

    ## Why it stops learning

    `model.add` appends to the model that the kernel holds. Run again, the cell puts a second copy
    of all its layers behind the output layer: softmax feeds a hidden layer, and the network that
    is trained is not the one in the notebook.

    ## Bad

    ```python
    # In[1]:
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)

    # In[2]:
    model = keras.Sequential()

    # In[4]:
    model.add(keras.layers.Dense(64, activation="relu"))  # <- KS702
    model.add(keras.layers.Dense(10, activation="softmax"))

    # In[5]:
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)
    ```

    ## Good

    ```python
    # In[1]:
    import keras
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)

    # In[4]:
    model = keras.Sequential()
    model.add(keras.layers.Dense(64, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))

    # In[5]:
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x / 16, y, epochs=20)
    ```

    ## Silent when

    The model is made in the same cell, or the cells' numbers follow each other or are missing.

    ## Fix

    Makes the model in the cell that adds the layers.

    ## How the probe tests it

    The notebook from top to bottom: the fault is in the kernel, so a fresh run trains without it.

    ## References

    - Pimentel et al., [A large-scale study about quality and reproducibility of Jupyter
      notebooks](https://doi.org/10.1109/MSR.2019.00077)
    """

    code = "KS702"
    name = "repeated-layers"
    tier = "likely"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(regime="kernel-state", horizon=100)
    seed = ("notebook state",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        cells = cells_of(program)
        for index, cell in enumerate(cells):
            yield from _judge(cells, index, cell)

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        made: Origin = fault.subject
        edit = Editor(program)
        edit.delete_statement(made)
        edit.insert_before(fault.origin, made.text)
        return edit.fix("Make the model in the cell that adds its layers", safe=False)


def _judge(cells: list[Ran], index: int, cell: Ran) -> Iterator[Fault]:
    added = [(s, m.group(1)) for s in cell.statements if (m := _ADDS.match(s.text))]
    for statement, name in added[:1]:
        made = definition(cells, index, name)
        own = definition([cell], 1, name)
        if made is None or own is not None or not _EMPTY.search(made.text):
            continue
        if (again := evidence_of_rerun(cells, index, made)) is None:
            continue
        why, tier = again
        message = (
            f"{name} is made in another cell (line {made.line}), and In[{cell.count}] {why}: a "
            "second run adds all its layers a second time."
        )
        related = ((f"{name} is made here", made),)
        yield Fault(statement, message, related, made, tier)
