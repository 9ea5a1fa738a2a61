"""What the loop or the notebook left behind, and the API (KS7 and KS8)."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import (
    BARS,
    CANCER,
    DIGITS,
    EVEN,
    IRIS,
    OF_TENSORFLOW,
    WINE,
)

_TWICE = 'model.add(keras.layers.Dense(3, activation="softmax"))\n'
_STANDARDISED = "x_train = (x_train - x_train.mean(0)) / x_train.std(0)\n"
_AGAIN = "x_train, x_test = x_train / 255.0, x_test / 255.0\n"
_OVER_THE_BATCH = (
    'outputs = keras.layers.Dense(3, activation="softmax")(h)',
    "outputs = keras.layers.Softmax(axis=0)(keras.layers.Dense(3)(h))",
)
_LOST = """\
import numpy as np
import keras

rng = np.random.default_rng(13)
x = rng.normal(size=(1000, 6))
y = (x[:, 0] * x[:, 1] > 0).astype(int)
inputs = keras.Input((6,))
hidden = keras.layers.Dense(48)(inputs)
activated = keras.layers.Activation("relu")(hidden)
outputs = keras.layers.Dense(2, activation="softmax")(hidden)
model = keras.Model(inputs, outputs)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss="sparse_categorical_crossentropy",
)
model.fit(x, y, epochs=30, batch_size=32, validation_split=0.2, verbose=0)
"""
_IN_LOOP = put(
    WINE,
    ("model.compile(\n", "for part in range(3):\n    model.compile(\n"),
    (
        "    optimizer=keras.optimizers.Adam(learning_rate=0.01),\n"
        '    loss="sparse_categorical_crossentropy",\n)\n',
        "        optimizer=keras.optimizers.Adam(learning_rate=0.01),\n"
        '        loss="sparse_categorical_crossentropy",\n    )\n',
    ),
    ("model.fit(x_train, y_train, epochs=60", "    model.fit(x_train, y_train, epochs=20"),
)

CASES = (
    Case(
        "scaled twice",
        put(
            CANCER,
            ("model = keras", _AGAIN + "model = keras"),
            ("Adam(learning_rate=0.005)", "SGD(learning_rate=0.01)"),
        ),
        (fault("KS701", (_AGAIN, "")),),
    ),
    Case(
        "the last layer added twice",
        put(IRIS, (_TWICE, _TWICE + _TWICE)),
        (fault("KS702", (_TWICE + _TWICE, _TWICE)),),
        kept_apart=True,
    ),
    Case(
        "a slice left from trying out",
        put(
            DIGITS,
            ("fit(x, y, epochs=30", "fit(x[:100], y[:100], epochs=200"),
            ("validation_split=0.2", "validation_data=(x[1400:], y[1400:])"),
        ),
        (fault("KS707", ("fit(x[:100], y[:100]", "fit(x[:1400], y[:1400]")),),
    ),
    Case(
        "standardised twice does no harm",
        put(
            WINE,
            (
                "inputs = keras",
                _STANDARDISED + "inputs = keras",
            ),
        ),
        (alarm("KS701", (_STANDARDISED, "")),),
        kept_apart=True,
    ),
    Case(
        "few steps an epoch, many epochs",
        put(BARS, ("epochs=20", "epochs=60, steps_per_epoch=7")),
        (alarm("KS707", (", steps_per_epoch=7", "")),),
    ),
    Case(
        "compiled three times",
        _IN_LOOP,
        (
            alarm(
                "KS704",
                ("    model.compile(\n", "    part or model.compile(\n"),
            ),
        ),
        kept_apart=True,
    ),
    Case(
        "softmax over the batch",
        put(BARS, _OVER_THE_BATCH),
        (fault("KS805", ("Softmax(axis=0)", "Softmax(axis=-1)")),),
        kept_apart=True,
    ),
    Case(
        "an activation that nothing reads",
        put(_LOST, OF_TENSORFLOW),
        (fault("KS806", ('"softmax")(hidden)', '"softmax")(activated)')),),
    ),
    Case(
        "an activation too few, not missed",
        put(
            EVEN,
            (
                'Dense(32, activation="relu"),\n    keras.layers.Dense(1',
                "Dense(32),\n    keras.layers.Dense(1",
            ),
        ),
        (alarm("KS806", ("Dense(32),", 'Dense(32, activation="relu"),')),),
    ),
    Case(
        "softmax over the classes, by another number",
        put(BARS, _OVER_THE_BATCH, ("axis=0", "axis=1")),
        (alarm("KS805", ("axis=1", "axis=-1")),),
        kept_apart=True,
    ),
)
