"""Scale, gaps, order and balance of the data (KS1)."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import (
    CANCER,
    DIGITS,
    EVEN,
    IRIS,
    MULTI_LABEL,
    OF_KERAS_2,
    SERIES,
    UNEVEN,
    WINE,
)

_SCALED = """\
scaler = StandardScaler().fit(x_train)
x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)
"""
_RARE = put(EVEN, ("> 0)", "> 2.2)"), ("epochs=40", "epochs=8"))
_SORTED = put(
    DIGITS,
    ("model = ", "order = np.argsort(y[:1400], kind='stable')\nmodel = "),
    ("import keras\n", "import keras\nimport numpy as np\n"),
    ("fit(x, y, ", "fit(x[order], y[order], "),
    ("validation_split=0.2", "validation_data=(x[1400:], y[1400:]), shuffle=False"),
)

CASES = (
    Case(
        "columns of uneven scale",
        UNEVEN,
        (fault("KS101", ("model = ", "x = (x - x.mean(0)) / x.std(0)\nmodel = ")),),
    ),
    Case(
        "wine as it comes, one column in the thousands",
        put(WINE, (_SCALED, ""), ("learning_rate=0.01", "learning_rate=0.001")),
        (fault("KS101", ("inputs = keras", _SCALED + "inputs = keras")),),
        kept_apart=True,
    ),
    Case(
        "labels in another order than the data",
        put(
            DIGITS,
            ("model = ", "x = x[rng.permutation(len(x))]\nmodel = "),
            ("digits = load", "rng = np.random.default_rng(0)\ndigits = load"),
            ("import keras\n", "import keras\nimport numpy as np\n"),
        ),
        (fault("KS104", ("x = x[rng.permutation(len(x))]", "")),),
    ),
    Case(
        "one-hot labels for the sparse loss",
        put(
            IRIS, ("model = keras", "y_train = keras.utils.to_categorical(y_train)\nmodel = keras")
        ),
        (fault("KS105", ("y_train = keras.utils.to_categorical(y_train)\n", "")),),
    ),
    Case(
        "rare class",
        _RARE,
        (fault("KS107", ("verbose=0", "verbose=0, class_weight={0: 1.0, 1: 12.0}")),),
        kept_apart=True,
    ),
    Case(
        "gaps in the table",
        put(CANCER, ("scaler = ", "x_train[::9, 3] = np.nan\nscaler = ")),
        (fault("KS109", ("model = keras", "x_train = np.nan_to_num(x_train)\nmodel = keras")),),
        kept_apart=True,
    ),
    Case(
        "sorted by class, never shuffled",
        _SORTED,
        (fault("KS111", ("shuffle=False", "shuffle=True")),),
    ),
    Case(
        "rare rows copied before the split",
        """\
import numpy as np
import keras
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(11)
x = rng.normal(size=(400, 20))
y = (rng.random(400) < 0.1).astype(int)
rare = np.flatnonzero(y == 1)
more = np.repeat(rare, 7)
x, y = np.concatenate([x, x[more]]), np.concatenate([y, y[more]])
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.3, random_state=0)
model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=30, batch_size=32, validation_data=(x_test, y_test), verbose=0)
""",
        (
            fault(
                "KS118",
                (
                    "rare = np.flatnonzero(y == 1)\nmore = np.repeat(rare, 7)\n"
                    "x, y = np.concatenate([x, x[more]]), np.concatenate([y, y[more]])\n",
                    "",
                ),
                (
                    "test_size=0.3, random_state=0)\n",
                    "test_size=0.3, random_state=0)\n"
                    "more = np.repeat(np.flatnonzero(y_train == 1), 7)\n"
                    "x_train = np.concatenate([x_train, x_train[more]])\n"
                    "y_train = np.concatenate([y_train, y_train[more]])\n",
                ),
            ),
        ),
        kept_apart=True,
    ),
    Case(
        "scale of 4 is fine",
        put(EVEN, ("* 1.0", "* 4.0")),
        (alarm("KS101", ("model = ", "x = x / 4.0\nmodel = ")),),
    ),
    Case(
        "centimetres are fine",
        IRIS,
        (
            alarm(
                "KS101",
                (
                    "model = keras",
                    "middle, spread = x_train.mean(0), x_train.std(0)\n"
                    "x_train, x_test = (x_train - middle) / spread, (x_test - middle) / spread\n"
                    "model = keras",
                ),
            ),
        ),
        kept_apart=True,
    ),
    Case(
        "series without a scaler",
        put(SERIES, OF_KERAS_2),
        (alarm("KS101", ("model = keras", "x = (x - x.mean()) / x.std()\nmodel = keras")),),
        tensorflow_only=True,
    ),
    Case(
        "even classes need no weights",
        EVEN,
        (alarm("KS107", ("verbose=0", "verbose=0, class_weight={0: 1.0, 1: 1.3}")),),
        kept_apart=True,
    ),
    Case(
        "in no order, so shuffling is nothing new",
        put(CANCER, ("verbose=0", "verbose=0, shuffle=False")),
        (alarm("KS111", ("shuffle=False", "shuffle=True")),),
    ),
    Case(
        "minimum and maximum serve as well",
        put(CANCER, ("StandardScaler", "MinMaxScaler"), ("epochs=40", "epochs=80")),
        (alarm("KS116", ("MinMaxScaler", "StandardScaler")),),
        kept_apart=True,
    ),
    Case(
        "not too large for its data",
        DIGITS,
        (alarm("KS115", ("Dense(64,", "Dense(32,")),),
    ),
    Case(
        "several labels, two of them rarer",
        MULTI_LABEL,
        (alarm("KS101", ("inputs = ", "x = (x - x.mean(0)) / x.std(0)\ninputs = ")),),
        kept_apart=True,
    ),
)
