"""Several findings in one script: faults that hide each other, and false alarms beside them."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import (
    AUTOENCODER,
    BARS,
    CANCER,
    DIABETES,
    DIGITS,
    IMAGES,
    MULTI_LABEL,
    OF_TENSORFLOW,
    SEQUENCES,
    TOKENS,
    UNEVEN,
)

_FROZEN = "for layer in model.layers:\n    layer.trainable = False\n"
_LARGE = ", kernel_initializer=keras.initializers.RandomNormal(stddev=8.0)"
_HEAVY = ", kernel_regularizer=keras.regularizers.L2(1.0)"
_SHUFFLED = "y = np.random.default_rng(3).permutation(y)\n"

CASES = (
    Case(
        "large inputs, sigmoids, a high rate",
        """\
import keras
from sklearn.datasets import load_digits

digits = load_digits()
x = digits.data * 16.0
y = digits.target
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="sigmoid"),
    keras.layers.Dense(64, activation="sigmoid"),
    keras.layers.Dense(64, activation="sigmoid"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.SGD(learning_rate=5.0), "sparse_categorical_crossentropy")
model.fit(x, y, epochs=30, batch_size=32, validation_split=0.2, verbose=0)
""",
        (
            fault("KS101", ("digits.data * 16.0", "digits.data / 16.0")),
            fault("KS202", ('activation="sigmoid"', 'activation="relu"')),
            fault("KS501", ("learning_rate=5.0", "learning_rate=0.1")),
            alarm("KS510", ("batch_size=32", "batch_size=40")),
        ),
    ),
    Case(
        "uneven columns under a softmax of one unit",
        put(UNEVEN, ('"sigmoid"', '"softmax"')),
        (
            fault("KS101", ("model = ", "x = (x - x.mean(0)) / x.std(0)\nmodel = ")),
            fault("KS401", ('"softmax"', '"sigmoid"')),
            alarm("KS510", ("batch_size=32", "batch_size=24")),
        ),
    ),
    Case(
        "large weights and a high rate",
        put(
            IMAGES,
            ('"relu")', f'"relu"{_LARGE})'),
            ("Adam(learning_rate=0.002)", "SGD(learning_rate=30.0)"),
            OF_TENSORFLOW,
        ),
        (
            fault("KS302", (_LARGE, "")),
            fault("KS501", ("learning_rate=30.0", "learning_rate=0.05")),
            alarm("KS509", ("epochs=20", "epochs=24")),
        ),
        kept_apart=True,
    ),
    Case(
        "frozen, and hardly a rate",
        put(
            SEQUENCES,
            ("model.compile(", _FROZEN + "model.compile("),
            ("learning_rate=0.01", "learning_rate=1e-6"),
        ),
        (
            fault("KS512", (_FROZEN, "")),
            fault("KS502", ("learning_rate=1e-6", "learning_rate=0.01")),
        ),
        kept_apart=True,
    ),
    Case(
        "gaps, and targets out of reach",
        put(
            DIABETES,
            ("import keras\n", "import keras\nimport numpy as np\n"),
            ("y = (y - y.mean()) / y.std()", "y = y / 100.0\nx[::7, 2] = np.nan"),
            ("Dense(1)", 'Dense(1, activation="sigmoid")'),
        ),
        (
            fault("KS109", ("x[::7, 2] = np.nan", "x[::7, 2] = 0.0")),
            fault("KS409", ('Dense(1, activation="sigmoid")', "Dense(1)")),
            alarm("KS510", ("batch_size=16", "batch_size=20")),
        ),
        kept_apart=True,
    ),
    Case(
        "dropout under a heavy penalty",
        put(
            DIGITS,
            ('"relu"),', f'"relu"{_HEAVY}),\n    keras.layers.Dropout(0.95),'),
        ),
        (
            fault("KS601", ("0.95", "0.2")),
            fault("KS602", ("L2(1.0)", "L2(1e-4)")),
        ),
    ),
    Case(
        "labels shuffled alone, and hardly a rate",
        put(
            TOKENS,
            (
                "model = keras",
                _SHUFFLED.replace("y", "labels", 1).replace("(y)", "(labels)") + "model = keras",
            ),
            ("learning_rate=0.005", "learning_rate=1e-6"),
        ),
        (
            fault(
                "KS104",
                (_SHUFFLED.replace("y", "labels", 1).replace("(y)", "(labels)"), ""),
            ),
            fault("KS502", ("learning_rate=1e-6", "learning_rate=0.005")),
            alarm("KS205", ("Dense(16,", "Dense(24,")),
        ),
    ),
    Case(
        "weights at nought and a high rate",
        put(
            MULTI_LABEL,
            ('"relu")', '"relu", kernel_initializer="zeros")'),
            ("learning_rate=0.005", "learning_rate=20.0"),
        ),
        (
            fault("KS301", (', kernel_initializer="zeros"', "")),
            fault("KS501", ("learning_rate=20.0", "learning_rate=0.005")),
            alarm("KS510", ("batch_size=32", "batch_size=40")),
        ),
        kept_apart=True,
    ),
    Case(
        "four doubts about a healthy script",
        put(DIGITS, ("relu", "tanh")),
        (
            alarm("KS202", ("tanh", "relu")),
            alarm("KS501", ("learning_rate=0.001", "learning_rate=0.0007")),
            alarm(
                "KS603",
                (
                    "    keras.layers.Dense(10",
                    "    keras.layers.Dropout(0.1),\n    keras.layers.Dense(10",
                ),
            ),
            alarm("KS510", ("batch_size=32", "batch_size=48")),
        ),
    ),
    Case(
        "three doubts about healthy images",
        BARS,
        (
            alarm("KS101", ("inputs = ", "x = x / x.std()\ninputs = ")),
            alarm("KS205", ("Dense(24,", "Dense(32,")),
            alarm("KS501", ("learning_rate=0.003", "learning_rate=0.002")),
        ),
        kept_apart=True,
    ),
    Case(
        "two doubts about an autoencoder",
        AUTOENCODER,
        (
            alarm("KS202", ('24, activation="relu"', '24, activation="tanh"')),
            alarm("KS502", ("learning_rate=0.003", "learning_rate=0.005")),
        ),
        kept_apart=True,
    ),
    Case(
        "three doubts about a table",
        CANCER,
        (
            alarm("KS205", ("Dense(16,", "Dense(24,")),
            alarm("KS506", ("learning_rate=0.005", "learning_rate=0.005, epsilon=1e-6")),
            alarm(
                "KS601",
                (
                    "    keras.layers.Dense(1,",
                    "    keras.layers.Dropout(0.1),\n    keras.layers.Dense(1,",
                ),
            ),
        ),
    ),
)
