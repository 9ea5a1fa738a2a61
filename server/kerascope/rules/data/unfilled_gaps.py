"""KS109."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import CannotEdit, Editor, value_of
from kerascope.program.program import TrainingProgram
from kerascope.program.trail import load_of
from kerascope.program.training import Fit
from kerascope.program.value import Known
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_CLEANED = re.compile(
    r"dropna|fillna|[Ii]mpute|interpolate|nan_to_num|isnull|isna|isnan|notnull|notna|ffill|bfill"
)
_KNOWN = re.compile(
    r"titanic|horse.?colic|auto.?mpg|air.?quality|melb|house.?price|weather|penguins|loan|water",
    re.I,
)


class UnfilledGaps(Rule):
    """A table that has gaps goes into training with nothing done about them.

    ## Why it stops learning

    An empty cell is read as NaN. One NaN in a batch makes the loss NaN, the gradients NaN, and with
    them every weight: from then on the model answers NaN, and accuracy stays at the share of
    one class.

    ## Bad

    ```python
    import pandas as pd
    import keras
    from keras import layers

    table = pd.read_csv("measurements.csv", na_values="?")
    X = table[["weight", "length"]].values
    y = table["target"].values
    model = keras.Sequential([
        layers.BatchNormalization(),
        layers.Dense(16, activation="relu"),
        layers.Dense(1),
    ])
    model.compile("adam", "mse")
    model.fit(X, y, epochs=10)  # <- KS109
    ```

    ## Good

    ```python
    import pandas as pd
    import keras
    from keras import layers

    table = pd.read_csv("measurements.csv", na_values="?")
    table = table.dropna()
    X = table[["weight", "length"]].values
    y = table["target"].values
    model = keras.Sequential([
        layers.BatchNormalization(),
        layers.Dense(16, activation="relu"),
        layers.Dense(1),
    ])
    model.compile("adam", "mse")
    model.fit(X, y, epochs=10)
    ```

    ## Silent when

    Anything in the script looks for gaps, drops or fills them, or nothing tells that the file
    has any.

    ## How the probe tests it

    The first epoch is watched for values that are not finite; the script as it is is trained
    against one that drops such rows.

    ## References

    - [pandas: missing data](https://pandas.pydata.org/docs/user_guide/missing_data.html)
    """

    code = "KS109"
    name = "unfilled-gaps"
    tier = "hypothesis"
    effect = "blocks"
    fixable = "unsafe"
    experiment = Experiment(horizon=100)
    seed = ("missing values", "data cleaning", "imputation")
    systems = ("UMLAUT", "Deepchecks", "torch-audit")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        found = [fault for fit in program.fits if (fault := _judge(fit)) is not None]
        if found and not _CLEANED.search("\n".join(cell.text for cell in program.document.cells)):
            yield from found

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        load = fault.subject
        statement = edit.statement_of(load)
        node = (
            statement.node.body[0] if isinstance(statement.node, cst.SimpleStatementLine) else None
        )
        if not isinstance(node, cst.Assign) or node.value is not load.node:
            raise CannotEdit
        target = node.targets[0].target
        if not isinstance(target, cst.Name):
            raise CannotEdit
        edit.insert_after(load, f"{target.value} = {target.value}.dropna()")
        return edit.fix("Drop the rows with gaps", safe=False)


def _judge(fit: Fit) -> Fault | None:
    argument = fit.call.arguments.get("x")
    if argument is None or not isinstance(fit.x, Known):
        return None
    tensor = fit.x.value
    load = load_of(tensor)
    if load is None or load.origin is None or not (tensor.source or "").startswith("pandas.read_"):
        return None
    marked = "na_values" in load.origin.text
    if not marked and not _KNOWN.search(load.origin.text):
        return None
    why = "marks its gaps with na_values" if marked else "is known for its gaps"
    message = (
        f"The table (line {load.origin.line}) {why}, and nothing drops or fills them: one NaN in a "
        "batch turns the loss and all weights into NaN."
    )
    related = (("read here", load.origin),)
    return Fault(value_of(argument), message, related, load.origin)
