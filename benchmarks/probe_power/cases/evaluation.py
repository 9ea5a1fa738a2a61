"""What the held-out figures rest on (KS9)."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import (
    CANCER,
    DIGITS,
    EVEN,
    IRIS,
    OF_KERAS_2,
    OF_TENSORFLOW,
    SMALL,
)

_CHOSEN_FIRST = """\
import numpy as np
import keras
from sklearn.feature_selection import SelectKBest
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(14)
x = rng.normal(size=(160, 1500))
y = rng.integers(0, 2, 160)
selector = SelectKBest(k=20)
x = selector.fit_transform(x, y)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.4, random_state=0)
model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="binary_crossentropy")
model.fit(x_train, y_train, epochs=30, batch_size=16, validation_data=(x_test, y_test), verbose=0)
"""
_SEEN = put(
    SMALL,
    ('optimizer="adam"', "optimizer=keras.optimizers.Adam(learning_rate=0.01)"),
    ("validation_split=0.5", "validation_data=(x[:80], y[:80])"),
)
_ORDERED = """\
import keras
from sklearn.datasets import load_wine
from sklearn.preprocessing import StandardScaler
from sklearn.utils import shuffle

x, y = load_wine(return_X_y=True)
x = StandardScaler().fit_transform(x)
model = keras.Sequential([
    keras.Input((13,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01),
              loss="sparse_categorical_crossentropy")
model.fit(x, y, epochs=60, batch_size=8, validation_split=0.3, verbose=0)
"""
_SHUFFLED = ("model = keras", "x, y = shuffle(x, y, random_state=0)\nmodel = keras")
_FEW = put(
    SMALL,
    ("default_rng(0)", "default_rng(24)"),
    ("0.8 *", "0.4 *"),
    ("Dense(128", "Dense(8"),
    ('optimizer="adam"', "optimizer=keras.optimizers.Adam(learning_rate=0.005)"),
    ("epochs=200", "epochs=40"),
)
_WHOLE = put(
    CANCER,
    (
        "x_train, x_test, y_train, y_test = train",
        "x = StandardScaler().fit_transform(x)\nx_train, x_test, y_train, y_test = train",
    ),
    (
        "scaler = StandardScaler().fit(x_train)\n"
        "x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)\n",
        "",
    ),
)

CASES = (
    Case(
        "columns chosen before the split",
        _CHOSEN_FIRST,
        (
            fault(
                "KS901",
                ("x = selector.fit_transform(x, y)\n", ""),
                (
                    "random_state=0)\n",
                    "random_state=0)\nx_train = selector.fit_transform(x_train, y_train)\n"
                    "x_test = selector.transform(x_test)\n",
                ),
            ),
        ),
        kept_apart=True,
    ),
    Case(
        "validated on what was trained on",
        _SEEN,
        (fault("KS902", ("fit(x, y,", "fit(x[80:], y[80:],")),),
    ),
    Case(
        "the last part holds one class only",
        _ORDERED,
        (fault("KS905", ("model = keras", "x, y = shuffle(x, y, random_state=0)\nmodel = keras")),),
    ),
    Case(
        "scaled before the split",
        put(_WHOLE, OF_KERAS_2),
        (
            alarm(
                "KS901",
                ("x = StandardScaler().fit_transform(x)\n", ""),
                (
                    "random_state=1)\n",
                    "random_state=1)\nscaler = StandardScaler().fit(x_train)\n"
                    "x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)\n",
                ),
            ),
        ),
        tensorflow_only=True,
    ),
    Case(
        "tuned on the test set, which changes nothing here",
        CANCER,
        (
            alarm(
                "KS903",
                ("validation_data=(x_test, y_test)", "validation_split=0.3"),
            ),
        ),
    ),
    Case(
        "some rows seen twice",
        put(
            DIGITS, ("validation_split=0.2", "validation_data=(x[1300:], y[1300:])"), OF_TENSORFLOW
        ),
        (alarm("KS902", ("fit(x, y,", "fit(x[:1300], y[:1300],")),),
        kept_apart=True,
    ),
    Case(
        "the last digits are of other hands",
        put(DIGITS, ("import keras\n", "import keras\nfrom sklearn.utils import shuffle\n")),
        (fault("KS905", _SHUFFLED),),
        kept_apart=True,
    ),
    Case(
        "in no order, so the last part is as good as any",
        put(EVEN, ("import keras\n", "import keras\nfrom sklearn.utils import shuffle\n")),
        (alarm("KS905", _SHUFFLED),),
        kept_apart=True,
    ),
    Case(
        "judged by the other half of few rows",
        _FEW,
        (alarm("KS903", ("model = keras", "x, y = x[::-1], y[::-1]\nmodel = keras")),),
    ),
    Case(
        "judged by another draw of flowers",
        IRIS,
        (alarm("KS903", ("random_state=4", "random_state=5")),),
        kept_apart=True,
    ),
)
