"""Layers and activations (KS2)."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import (
    AUTOENCODER,
    BARS,
    CANCER,
    DIABETES,
    DIGITS,
    EVEN,
    FRIEDMAN,
    IMAGES,
    OF_KERAS_2,
    OF_TENSORFLOW,
)

_HIDDEN = """\
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(64, activation="relu"),
"""
_DEEP = '    keras.layers.Dense(64, activation="relu"),\n' * 5
_CIRCLE = """\
import numpy as np
import keras

rng = np.random.default_rng(12)
x = rng.uniform(-1.0, 1.0, (1000, 2))
y = ((x**2).sum(1) < 0.6).astype(int)
model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="binary_crossentropy")
model.fit(x, y, epochs=40, batch_size=32, validation_split=0.25, verbose=0)
"""

CASES = (
    Case(
        "layers without activations",
        put(EVEN, ('Dense(32, activation="relu")', "Dense(32)"), OF_TENSORFLOW),
        (fault("KS201", ("Dense(32)", 'Dense(32, activation="relu")')),),
    ),
    Case(
        "five sigmoid layers",
        put(
            DIGITS,
            (_HIDDEN, _DEEP.replace("relu", "sigmoid")),
            ("Adam(learning_rate=0.001)", "SGD(learning_rate=0.1)"),
        ),
        (fault("KS202", ("sigmoid", "relu")),),
        kept_apart=True,
    ),
    Case(
        "a layer of one unit in the middle",
        put(DIGITS, (_HIDDEN, _HIDDEN.replace("Dense(64", "Dense(1", 1)), OF_KERAS_2),
        (fault("KS205", ("Dense(1,", "Dense(64,")),),
        kept_apart=True,
        tensorflow_only=True,
    ),
    Case(
        "a circle and no hidden layer",
        _CIRCLE,
        (
            fault(
                "KS208",
                (
                    "    keras.layers.Dense(1",
                    '    keras.layers.Dense(32, activation="relu"),\n    keras.layers.Dense(1',
                ),
            ),
        ),
    ),
    Case(
        "dropout after the softmax",
        put(
            DIGITS,
            (
                'Dense(10, activation="softmax"),',
                'Dense(10, activation="softmax"),\n    keras.layers.Dropout(0.5),',
            ),
        ),
        (fault("KS210", ("    keras.layers.Dropout(0.5),\n", "")),),
    ),
    Case("tanh is fine", put(DIGITS, ("relu", "tanh")), (alarm("KS202", ("tanh", "relu")),)),
    Case(
        "tanh is fine, images",
        put(IMAGES, ("relu", "tanh")),
        (alarm("KS202", ("tanh", "relu")),),
        kept_apart=True,
    ),
    Case(
        "one sigmoid layer is fine",
        put(BARS, ('Dense(24, activation="relu")', 'Dense(24, activation="sigmoid")')),
        (alarm("KS202", ("sigmoid", "relu")),),
        kept_apart=True,
    ),
    Case(
        "a linear model for what is linear",
        put(DIABETES, ('Dense(32, activation="relu")', "Dense(32)")),
        (alarm("KS201", ("Dense(32)", 'Dense(32, activation="relu")')),),
        kept_apart=True,
    ),
    Case(
        "no hidden layer needed",
        put(CANCER, ('    keras.layers.Dense(16, activation="relu"),\n', ""), ("0.005", "0.02")),
        (
            alarm(
                "KS208",
                (
                    "    keras.layers.Dense(1,",
                    '    keras.layers.Dense(16, activation="relu"),\n    keras.layers.Dense(1,',
                ),
            ),
        ),
    ),
    Case(
        "24 numbers tell a digit",
        AUTOENCODER,
        (alarm("KS205", ("Dense(24,", "Dense(32,")),),
    ),
    Case(
        "five plain layers learn",
        put(DIGITS, (_HIDDEN, _DEEP)),
        (
            alarm(
                "KS209",
                (
                    'Dense(64, activation="relu"),',
                    'Dense(64, activation="relu"),\n    keras.layers.BatchNormalization(),',
                ),
            ),
        ),
    ),
    Case(
        "narrow at the end, for numbers",
        FRIEDMAN,
        (alarm("KS205", ("Dense(16,", "Dense(32,")),),
        kept_apart=True,
    ),
)
