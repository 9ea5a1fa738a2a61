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


RESHAPED = """\
import keras
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split

pca = PCA(n_components=400)
x = pca.fit_transform(x)
{between}
x_train, x_test, y_train, y_test = train_test_split(x, y)
model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x_train, y_train, epochs=10)
"""


def _movable(between: str) -> list[bool]:
    found = check(script(LOADED + RESHAPED.format(between=between))).findings
    return [f.fix is not None for f in found if f.code == "KS901"]


LOADED = "import pandas as pd\n\nx = pd.read_csv('digits.csv').values\n"


def test_what_is_made_of_the_scaled_rows_before_the_split_stays_after_the_scaling() -> None:
    assert _movable("") == [True]
    assert _movable("x = x.reshape(-1, 20, 20, 1)") == [False]
