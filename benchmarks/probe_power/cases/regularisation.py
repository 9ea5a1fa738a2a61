"""Dropout, penalties and stopping (KS6)."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import (
    BARS,
    CANCER,
    DIGITS,
    EVEN,
    FRIEDMAN,
    IMAGES,
    OF_TENSORFLOW,
    SMALL,
    STOP,
)

_DROP = '"relu"),\n    keras.layers.Dropout(RATE),'
_HEAVY = ", kernel_regularizer=keras.regularizers.L2(1.0)"
_LIGHT = ", kernel_regularizer=keras.regularizers.L2(1e-4)"
_NEVER = "keras.callbacks.EarlyStopping('val_f1', mode='max', patience=9)"
_NOISY = """\
import numpy as np
import keras
from sklearn.datasets import load_digits

rng = np.random.default_rng(1)
x, y = load_digits(return_X_y=True)
x = x / 16.0
wrong = rng.random(300) < 0.3
y[:300] = np.where(wrong, rng.integers(0, 10, 300), y[:300])
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003),
              loss="sparse_categorical_crossentropy", metrics=["accuracy"])
x_new, y_new = x[300:], y[300:]
model.fit(x[:300], y[:300], epochs=150, batch_size=32, validation_data=(x_new, y_new), verbose=0)
"""
_WIDE = """\
import numpy as np
import keras

rng = np.random.default_rng(4)
x = rng.normal(size=(160, 60))
y = x[:, 0] - x[:, 1] + rng.normal(size=160)
model = keras.Sequential([keras.Input((60,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02), loss="mse")
model.fit(x, y, epochs=300, batch_size=16, validation_split=0.6, verbose=0)
"""

CASES = (
    Case("nothing stops memorising", SMALL, (fault("KS603", STOP),)),
    Case(
        "training far past the best epoch, on wrong labels",
        _NOISY,
        (fault("KS607", STOP),),
        kept_apart=True,
    ),
    Case(
        "dropout of 95 %",
        put(DIGITS, ('"relu"),', _DROP.replace("RATE", "0.95"))),
        (fault("KS601", ("0.95", "0.2")),),
    ),
    Case(
        "a penalty of 1",
        put(DIGITS, ('"relu")', f'"relu"{_HEAVY})'), OF_TENSORFLOW),
        (fault("KS602", ("L2(1.0)", "L2(1e-4)")),),
        kept_apart=True,
    ),
    Case(
        "almost as many columns as rows",
        _WIDE,
        (fault("KS608", ("Dense(1)", "Dense(1, kernel_regularizer=keras.regularizers.L2(0.3))")),),
        kept_apart=True,
    ),
    Case(
        "dropout is not missing",
        IMAGES,
        (alarm("KS603", ("Flatten(),", "Flatten(), keras.layers.Dropout(0.2),")),),
    ),
    Case(
        "data enough without a regulariser",
        put(EVEN, ("1200", "4000"), ("epochs=40", "epochs=15")),
        (alarm("KS603", ('"relu")', f'"relu"{_LIGHT})')),),
        kept_apart=True,
    ),
    Case(
        "dropout of a half is fine",
        put(CANCER, ('"relu"),', _DROP.replace("RATE", "0.5"))),
        (alarm("KS601", ("0.5", "0.2")),),
    ),
    Case(
        "a penalty of a thousandth is fine",
        put(DIGITS, ('"relu")', f'"relu"{_LIGHT})'), ("1e-4", "1e-3")),
        (alarm("KS602", ("L2(1e-3)", "L2(1e-5)")),),
        kept_apart=True,
    ),
    Case(
        "a stop that never comes is not missed",
        put(BARS, ("verbose=0", f"callbacks=[{_NEVER}], verbose=0")),
        (alarm("KS605", ("'val_f1'", "'val_accuracy'")),),
    ),
    Case(
        "a mild penalty, for numbers",
        put(FRIEDMAN, ('(32, activation="relu")', f'(32, activation="relu"{_LIGHT})')),
        (alarm("KS606", (_LIGHT, "")),),
        kept_apart=True,
    ),
)
