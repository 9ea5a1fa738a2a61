"""Fixes that would break something else."""

from kerascope.checker import check
from kerascope.source.document import script

TWO_MODELS = """\
import keras
import pandas as pd
from sklearn.model_selection import train_test_split

table = pd.read_csv("insurance.csv")
x_train, x_test, y_train, y_test = train_test_split(table[["age", "bmi"]], table["charges"])
small = keras.Sequential([keras.layers.Dense(10, activation="relu"), keras.layers.Dense(1)])
small.compile("adam", "mae")
small.fit(x_train, y_train, epochs=100)
large = keras.Sequential([keras.layers.Dense(100, activation="relu"), keras.layers.Dense(1)])
large.compile("adam", "mae")
large.fit(x_train, y_train, epochs=100)
large.evaluate(x_test, y_test)
"""


def _fixable(text: str) -> list[bool]:
    """Of each unscaled input, in the order of the source, whether it can be mended."""
    found = [f for f in check(script(text)).findings if f.code == "KS101"]
    return [f.fix is not None for f in sorted(found, key=lambda f: f.range)]


def test_what_a_trained_model_is_asked_about_later_stays_as_it_learnt_it() -> None:
    assert _fixable(TWO_MODELS) == [True, True]
    assert _fixable(f"{TWO_MODELS}small.evaluate(x_test, y_test)\n") == [True, False]
