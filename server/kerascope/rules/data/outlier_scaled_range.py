"""KS116."""

import re
from collections.abc import Iterator

import libcst as cst

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import load_of, steps
from kerascope.program.value import Known
from kerascope.rules.data._tables import is_file
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule
from kerascope.source.origin import Origin

_HEAVY = re.compile(
    r"credit|fraud|price|hous|sales|income|salary|adult|churn|loan|bank|insurance|intrusion|kdd",
    re.I,
)
_TAMED = re.compile(r"clip|quantile|percentile|log1p|np\.log|zscore|outlier|iqr|winsor", re.I)
_SCALER = "sklearn.preprocessing.MinMaxScaler"


class OutlierScaledRange(Rule):
    """A few extreme values set the range that `MinMaxScaler` maps to 0–1.

    ## Why it stops learning

    Amounts, prices and incomes have long tails. If one row is a thousand times larger than most,
    min-max scaling squeezes all others into the first thousandth of the range: the column is
    nearly constant for the network.

    ## Bad

    ```python
    import pandas as pd
    import keras
    from keras import layers
    from sklearn.preprocessing import MinMaxScaler

    table = pd.read_csv("house_sales.csv").dropna()
    X = MinMaxScaler().fit_transform(table.drop("sold", axis=1))  # <- KS116
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy")
    model.fit(X, table["sold"], epochs=10)
    ```

    ## Good

    ```python
    import pandas as pd
    import keras
    from keras import layers
    from sklearn.preprocessing import RobustScaler

    table = pd.read_csv("house_sales.csv").dropna()
    X = RobustScaler().fit_transform(table.drop("sold", axis=1))
    model = keras.Sequential([
        layers.Dense(16, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile("adam", "binary_crossentropy")
    model.fit(X, table["sold"], epochs=10)
    ```

    ## Silent when

    Values are clipped or their logarithm is taken, the scaler is another one, nothing tells
    that the table has long tails, or the data are windows of a series.

    ## How the probe tests it

    The script as it is against one with `RobustScaler`, for the same number of updates.

    ## References

    - [scikit-learn: data with outliers](https://scikit-learn.org/stable/auto_examples/preprocessing/plot_all_scaling.html)
    """

    code = "KS116"
    name = "outlier-scaled-range"
    tier = "hypothesis"
    effect = "hinders"
    fixable = "unsafe"
    experiment = Experiment(horizon=300)
    seed = ("outliers", "data cleaning")

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        judged = (_judge(fit.x.value) for fit in program.fits if isinstance(fit.x, Known))
        found = [fault for fault in judged if fault is not None]
        if found and not _TAMED.search("\n".join(cell.text for cell in program.document.cells)):
            yield from found

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        del fault
        edit = Editor(program)
        name = edit.name_for("sklearn.preprocessing.RobustScaler")
        for call in program.calls:
            node = call.origin.node
            if call.name == _SCALER and isinstance(node, cst.Call) and not node.args:
                edit.replace(Origin(call.origin.piece, node.func), name)
        fix = edit.fix("Scale by quartiles, with RobustScaler", safe=False)
        return fix if fix.edits else None


def _judge(tensor: Tensor) -> Fault | None:
    load = load_of(tensor)
    if not is_file(tensor.source) or load is None or load.origin is None:
        return None
    if tensor.shape is not None and len(tensor.shape) == 3:
        return None
    scaled = [s for s in steps(tensor, "scale") if s.text.endswith("MinMaxScaler")]
    if not scaled or scaled[0].origin is None or not _HEAVY.search(load.origin.text):
        return None
    message = (
        f"MinMaxScaler maps the extremes of the table (line {load.origin.line}) to 0 and 1; "
        "columns such as prices and amounts have long tails, which leave all other rows near 0."
    )
    return Fault(scaled[0].origin, message, (("read here", load.origin),))
