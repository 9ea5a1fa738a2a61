"""First weights (KS3)."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import BARS, DIGITS, EVEN, FRIEDMAN, IMAGES, OF_TENSORFLOW

_TINY = ", kernel_initializer=keras.initializers.RandomNormal(stddev=1e-5)"
_HUGE = ", kernel_initializer=keras.initializers.RandomNormal(stddev=8.0)"

CASES = (
    Case(
        "weights start at nought",
        put(DIGITS, ('"relu")', '"relu", kernel_initializer="zeros")')),
        (fault("KS301", (', kernel_initializer="zeros"', "")),),
    ),
    Case(
        "weights start at one, numbers",
        put(FRIEDMAN, ('"relu")', '"relu", kernel_initializer="ones")')),
        (fault("KS301", (', kernel_initializer="ones"', "")),),
        kept_apart=True,
    ),
    Case(
        "weights start far too small",
        put(
            DIGITS,
            ('"relu")', f'"relu"{_TINY})'),
            ("Adam(learning_rate=0.001)", "SGD(learning_rate=0.05)"),
        ),
        (fault("KS302", (_TINY, "")),),
    ),
    Case(
        "weights start far too large",
        put(DIGITS, ('"relu")', f'"relu"{_HUGE})'), OF_TENSORFLOW),
        (fault("KS302", (_HUGE, "")),),
        kept_apart=True,
    ),
    Case(
        "another initialiser changes nothing",
        IMAGES,
        (
            alarm(
                "KS302",
                (
                    'Dense(32, activation="relu")',
                    'Dense(32, "relu", kernel_initializer="he_normal")',
                ),
            ),
        ),
        kept_apart=True,
    ),
    Case(
        "selu with the usual weights",
        put(DIGITS, ("relu", "selu")),
        (alarm("KS303", ('"selu")', '"selu", kernel_initializer="lecun_normal")')),),
    ),
    Case(
        "two layers, one initialiser",
        put(
            EVEN,
            ("model = ", "start = keras.initializers.HeNormal(seed=1)\nmodel = "),
            ('"relu")', '"relu", kernel_initializer=start)'),
        ),
        (alarm("KS304", ("kernel_initializer=start", 'kernel_initializer="he_normal"')),),
        kept_apart=True,
    ),
    Case(
        "weights a little small",
        put(
            BARS,
            (
                'Dense(24, activation="relu")',
                'Dense(24, activation="relu", '
                "kernel_initializer=keras.initializers.RandomNormal(stddev=0.05))",
            ),
        ),
        (
            alarm(
                "KS302", (", kernel_initializer=keras.initializers.RandomNormal(stddev=0.05)", "")
            ),
        ),
    ),
)
