"""Faults of a middling size: the script learns, but less than it could (any group)."""

from benchmarks.probe_power.case import Case, fault, put
from benchmarks.probe_power.scripts import (
    CANCER,
    DIGITS,
    EVEN,
    FRIEDMAN,
    MULTI_LABEL,
    SEQUENCES,
    WINE,
)

_DROP = '"relu"),\n    keras.layers.Dropout(0.85),'
_PENALTY = ", kernel_regularizer=keras.regularizers.L2(0.1)"
_WIDE = ", kernel_initializer=keras.initializers.RandomNormal(stddev=1.5)"
_FEWER = put(
    DIGITS,
    ("fit(x, y, epochs=30", "fit(x[:250], y[:250], epochs=100"),
    ("validation_split=0.2", "validation_data=(x[1400:], y[1400:])"),
)

CASES = (
    Case(
        "dropout of 85 %",
        put(DIGITS, ('"relu"),', _DROP)),
        (fault("KS601", ("0.85", "0.2")),),
    ),
    Case(
        "a penalty of a tenth",
        put(DIGITS, ('"relu")', f'"relu"{_PENALTY})')),
        (fault("KS602", ("L2(0.1)", "L2(1e-4)")),),
        kept_apart=True,
    ),
    Case(
        "rate .3, a table",
        put(EVEN, ("learning_rate=0.01", "learning_rate=0.3")),
        (fault("KS501", ("learning_rate=0.3", "learning_rate=0.01")),),
    ),
    Case(
        "rate .3, sequences",
        put(SEQUENCES, ("learning_rate=0.01", "learning_rate=0.3")),
        (fault("KS501", ("learning_rate=0.3", "learning_rate=0.01")),),
        kept_apart=True,
    ),
    Case(
        "a bottleneck of three units",
        put(DIGITS, ("Dense(64", "Dense(3")),
        (fault("KS205", ("Dense(3,", "Dense(64,")),),
        kept_apart=True,
    ),
    Case(
        "straight lines for a bent surface",
        put(FRIEDMAN, (', activation="relu"', "")),
        (
            fault(
                "KS201",
                ("Dense(32)", 'Dense(32, activation="relu")'),
                ("Dense(16)", 'Dense(16, activation="relu")'),
            ),
        ),
    ),
    Case(
        "a sixth of the data",
        _FEWER,
        (fault("KS707", ("fit(x[:250], y[:250]", "fit(x[:1400], y[:1400]")),),
        kept_apart=True,
    ),
    Case(
        "weights start too large",
        put(DIGITS, ('"relu")', f'"relu"{_WIDE})')),
        (fault("KS302", (_WIDE, "")),),
    ),
    Case(
        "exclusive classes where there are several labels",
        put(MULTI_LABEL, ('activation="sigmoid"', 'activation="softmax"')),
        (fault("KS406", ('activation="softmax"', 'activation="sigmoid"')),),
        kept_apart=True,
    ),
    Case(
        "rate .5, wine",
        put(WINE, ("learning_rate=0.01", "learning_rate=0.5")),
        (fault("KS501", ("learning_rate=0.5", "learning_rate=0.01")),),
    ),
    Case(
        "the tables of a clinic as they come",
        put(
            CANCER,
            (
                "scaler = StandardScaler().fit(x_train)\n"
                "x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)\n",
                "",
            ),
            ("Adam(learning_rate=0.005)", "SGD(learning_rate=0.01)"),
        ),
        (
            fault(
                "KS101",
                (
                    "model = keras",
                    "scaler = StandardScaler().fit(x_train)\n"
                    "x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)\n"
                    "model = keras",
                ),
            ),
        ),
        kept_apart=True,
    ),
)
