"""KS904."""

import re
from collections.abc import Iterator

from kerascope.fixes.edit import Fix
from kerascope.fixes.editor import Editor
from kerascope.program.call import Call
from kerascope.program.graph import RECURRENT, models_in, walk
from kerascope.program.program import TrainingProgram
from kerascope.program.trail import load_of, steps
from kerascope.program.training import Fit
from kerascope.program.value import Known, constant
from kerascope.rules.experiment import Experiment
from kerascope.rules.rule import Fault, Rule

_DATED = re.compile(r"parse_dates|index_col\s*=\s*['\"][^'\"]*(?:date|time)", re.I)
_SPLITS = ("sklearn.model_selection.train_test_split", "sklearn.cross_validation.train_test_split")


class ShuffledTimeSeries(Rule):
    """A time series is split at random: the model is tested on days between those it has seen.

    ## Why it stops learning

    It does not, but the test does not tell. Neighbouring moments are nearly alike, and windows
    over them overlap: with a random split, nearly each test row has its neighbours in the
    training part. The score says how well the model fills gaps, not how well it looks ahead.

    ## Bad

    ```python
    import pandas as pd
    import keras
    from keras import layers
    from sklearn.model_selection import train_test_split

    table = pd.read_csv("power.csv", parse_dates=["date"], index_col="date").dropna()
    X = table.drop("load", axis=1).values.reshape(-1, 24, 1) / 1000
    y = table["load"].values
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)  # <- KS904
    model = keras.Sequential([layers.LSTM(32), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(X_train, y_train, epochs=20)
    model.evaluate(X_test, y_test)
    ```

    ## Good

    ```python
    import pandas as pd
    import keras
    from keras import layers
    from sklearn.model_selection import train_test_split

    table = pd.read_csv("power.csv", parse_dates=["date"], index_col="date").dropna()
    X = table.drop("load", axis=1).values.reshape(-1, 24, 1) / 1000
    y = table["load"].values
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, shuffle=False)
    model = keras.Sequential([layers.LSTM(32), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(X_train, y_train, epochs=20)
    model.evaluate(X_test, y_test)
    ```

    ## Silent when

    The rows bear no dates, the model has no recurrent or one-dimensional convolution layers, or
    the split keeps the order.

    ## How the probe tests it

    Both splits are evaluated on their test part.

    ## References

    - [scikit-learn: cross-validation of time series](https://scikit-learn.org/stable/modules/cross_validation.html#time-series-split)
    """

    code = "KS904"
    name = "shuffled-time-series"
    tier = "likely"
    effect = "misleads"
    fixable = "unsafe"
    experiment = Experiment(regime="evaluate")
    seed = ("data leakage", "time series data")
    systems = ("Deepchecks",)

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        for fit in program.fits:
            if _reads_in_order(fit) and (fault := _judge(fit, program)) is not None:
                yield fault

    def fix(self, fault: Fault, program: TrainingProgram) -> Fix | None:
        edit = Editor(program)
        edit.set_argument(fault.subject, "shuffle", "False")
        return edit.fix("Test on the last part of the series", safe=False)


def _reads_in_order(fit: Fit) -> bool:
    kinds = RECURRENT | {"Conv1D"}
    layers = [layer for model in models_in(fit.model) for layer in walk(model)]
    return any(layer.class_name in kinds for layer in layers)


def _judge(fit: Fit, program: TrainingProgram) -> Fault | None:
    if not isinstance(fit.x, Known):
        return None
    load, splits = load_of(fit.x.value), steps(fit.x.value, "split")
    if load is None or load.origin is None or not splits or not _DATED.search(load.origin.text):
        return None
    call = next((c for c in program.calls if _made(c, splits[0].origin)), None)
    if call is None or not call.complete:
        return None
    if constant(call.written.get("shuffle", Known(True))) is not True:
        return None
    message = (
        f"The rows are dated (line {load.origin.line}), but train_test_split() draws them at "
        "random: test rows lie between training rows that are nearly the same."
    )
    return Fault(call.origin, message, (("read here", load.origin),), call)


def _made(call: Call, place: object) -> bool:
    return call.name in _SPLITS and place == call.origin
