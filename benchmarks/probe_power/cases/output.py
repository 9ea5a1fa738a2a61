"""Last layer and loss (KS4)."""

from benchmarks.probe_power.case import Case, alarm, fault, put
from benchmarks.probe_power.scripts import (
    AUTOENCODER,
    CANCER,
    DIABETES,
    DIGITS,
    EVEN,
    IRIS,
    OF_KERAS_2,
)

_LOSS = '"sparse_categorical_crossentropy"'
_ONE_HOT = ("y = digits.target", "y = keras.utils.to_categorical(digits.target)")
_POSITIVE = put(DIABETES, ("y = (y - y.mean()) / y.std()", "y = y / 100.0"))

CASES = (
    Case(
        "softmax on one unit",
        put(EVEN, ('Dense(1, activation="sigmoid")', 'Dense(1, activation="softmax")')),
        (fault("KS401", ('"softmax"', '"sigmoid"')),),
    ),
    Case(
        "a loss for several columns on one",
        put(CANCER, ("binary_crossentropy", "categorical_crossentropy")),
        (fault("KS402", ("categorical_crossentropy", "binary_crossentropy")),),
        kept_apart=True,
    ),
    Case(
        "relu at the output",
        put(DIGITS, ('Dense(10, activation="softmax")', 'Dense(10, activation="relu")')),
        (fault("KS403", ('Dense(10, activation="relu")', 'Dense(10, activation="softmax")')),),
        kept_apart=True,
    ),
    Case(
        "softmax twice",
        put(
            DIGITS,
            (
                'Dense(10, activation="softmax"),',
                'Dense(10, activation="softmax"),\n    keras.layers.Activation("softmax"),',
            ),
        ),
        (fault("KS404", ('    keras.layers.Activation("softmax"),\n', "")),),
        kept_apart=True,
    ),
    Case(
        "targets beyond the reach of a sigmoid",
        put(_POSITIVE, ("Dense(1)", 'Dense(1, activation="sigmoid")')),
        (fault("KS409", ('Dense(1, activation="sigmoid")', "Dense(1)")),),
    ),
    Case(
        "two units for one label",
        put(CANCER, ("Dense(1,", "Dense(2,")),
        (fault("KS415", ("Dense(2,", "Dense(1,")),),
    ),
    Case(
        "a score that is minimised",
        put(
            EVEN,
            (
                "model = ",
                "def overlap(truth, guess):\n"
                '    truth = keras.ops.cast(truth, "float32")\n'
                "    both = keras.ops.sum(truth * guess)\n"
                "    return 2.0 * both / (keras.ops.sum(truth) + keras.ops.sum(guess) + 1.0)\n\n"
                "model = ",
            ),
            ('loss="binary_crossentropy"', "loss=overlap"),
        ),
        (fault("KS417", ("    return 2.0 *", "    return 1.0 - 2.0 *")),),
        kept_apart=True,
    ),
    Case(
        "squared error learns the classes too",
        put(DIGITS, _ONE_HOT, (_LOSS, '"mse"')),
        (alarm("KS407", ('"mse"', '"categorical_crossentropy"')),),
    ),
    Case(
        "sigmoids for exclusive classes",
        put(IRIS, ('Dense(3, activation="softmax")', 'Dense(3, activation="sigmoid")')),
        (alarm("KS405", ('"sigmoid"', '"softmax"')),),
        kept_apart=True,
    ),
    Case(
        "binary loss for exclusive classes",
        put(DIGITS, _ONE_HOT, (_LOSS, '"binary_crossentropy"'), OF_KERAS_2),
        (alarm("KS406", ("binary_crossentropy", "categorical_crossentropy")),),
        tensorflow_only=True,
    ),
    Case(
        "softplus for what is positive",
        put(_POSITIVE, ("Dense(1)", 'Dense(1, activation="softplus")')),
        (alarm("KS409", ('Dense(1, activation="softplus")', "Dense(1)")),),
        kept_apart=True,
    ),
    Case(
        "sigmoid for pixels from 0 to 1",
        AUTOENCODER,
        (alarm("KS409", ('Dense(64, activation="sigmoid")', "Dense(64)")),),
    ),
)
