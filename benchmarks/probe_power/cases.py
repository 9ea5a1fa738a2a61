"""Scripts with one known fault, or with a finding that is a false alarm.

Each case is a small program, the edit on offer, how its rule tries it, and whether the fault is
real on these data. ``frozen`` cases are kept apart: no threshold is chosen by looking at them.
"""

from dataclasses import dataclass

from kerascope.fixes.edit import Edit, Fix
from kerascope.rules.experiment import Experiment
from kerascope.rules.finding import Finding
from kerascope.source.position import Position, Range


@dataclass(frozen=True, slots=True)
class Case:
    """``real``: the edit mends a fault; otherwise the finding is a false alarm."""

    name: str
    text: str
    changes: tuple[tuple[str, str], ...]
    experiment: Experiment
    real: bool
    frozen: bool = False


OPTIMISATION = Experiment()
SPEED = Experiment(speed=True)
IMBALANCE = Experiment(metric="balanced-accuracy", margin=0.05)
MEMORISE = Experiment(regime="memorise", metric="generalisation", margin=0.04)

DIGITS = """\
import keras
from sklearn.datasets import load_digits
digits = load_digits()
x = digits.data / 16.0
y = digits.target
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.001),
    loss="sparse_categorical_crossentropy",
)
model.fit(x, y, epochs=30, batch_size=32, validation_split=0.2, verbose=0)
"""

TABLE = """\
import numpy as np
import keras
rng = np.random.default_rng(3)
x = rng.normal(size=(1200, 10)) * SCALES
y = ((x / SCALES)[:, 0] * (x / SCALES)[:, 1] + (x / SCALES)[:, 2] > 0).astype(int)
model = keras.Sequential([
    keras.Input((10,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="binary_crossentropy")
model.fit(x, y, epochs=40, batch_size=32, validation_split=0.25, verbose=0)
"""

REGRESSION = """\
import keras
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
x, y = load_diabetes(return_X_y=True)
x = StandardScaler().fit_transform(x)
y = (y - y.mean()) / y.std()
model = keras.Sequential([
    keras.Input((10,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mse")
model.fit(x, y, epochs=40, batch_size=16, validation_split=0.25, verbose=0)
"""

IMAGES = """\
import keras
from sklearn.datasets import load_digits
digits = load_digits()
x = digits.images[..., None] / 16.0
y = digits.target
model = keras.Sequential([
    keras.Input((8, 8, 1)),
    keras.layers.Conv2D(16, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.002), loss=LOSS)
model.fit(x, y, epochs=20, batch_size=32, validation_split=0.2, verbose=0)
""".replace("LOSS", '"sparse_categorical_crossentropy"')

SEQUENCES = """\
import numpy as np
import keras
rng = np.random.default_rng(5)
x = rng.normal(size=(1000, 8, 2))
y = (x[:, :, 0].sum(1) > 0).astype(int)
model = keras.Sequential([
    keras.Input((8, 2)),
    keras.layers.GRU(16),
    keras.layers.Dense(2, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss="sparse_categorical_crossentropy",
)
model.fit(x, y, epochs=20, batch_size=32, validation_split=0.2, verbose=0)
"""

SMALL = """\
import numpy as np
import keras
rng = np.random.default_rng(0)
x = rng.normal(size=(160, 20))
y = (x[:, 0] + 0.8 * rng.normal(size=160) > 0).astype(int)
model = keras.Sequential([
    keras.Input((20,)),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(2, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x, y, epochs=200, batch_size=16, validation_split=0.5, verbose=0)
"""

EVEN = TABLE.replace("SCALES", "1.0")
UNEVEN = TABLE.replace("SCALES", "np.array([300.0, 0.01] * 5)")
RARE = EVEN.replace("> 0)", "> 2.2)").replace("epochs=40", "epochs=8")
STOP = "callbacks=[keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)], verbose=0"


def _rate(text: str, written: str, fixed: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A script with the learning rate ``written``, and the edit to ``fixed``."""
    start = text.index("learning_rate=")
    old = text[start : text.index(")", start)]
    return text.replace(old, f"learning_rate={written}"), (
        (f"learning_rate={written}", f"learning_rate={fixed}"),
    )


CASES = (
    Case("rate 10, digits", *_rate(DIGITS, "10.0", "0.001"), OPTIMISATION, True),
    Case("rate 3, images", *_rate(IMAGES, "3.0", "0.002"), OPTIMISATION, True, True),
    Case("rate 5, sequences", *_rate(SEQUENCES, "5.0", "0.01"), OPTIMISATION, True),
    Case("rate 10, regression", *_rate(REGRESSION, "10.0", "0.003"), OPTIMISATION, True, True),
    Case("rate 1e-6, digits", *_rate(DIGITS, "1e-6", "0.001"), SPEED, True),
    Case("rate 1e-6, sequences", *_rate(SEQUENCES, "1e-6", "0.01"), SPEED, True, True),
    Case(
        "columns of uneven scale",
        UNEVEN,
        (("model = ", "x = (x - x.mean(0)) / x.std(0)\nmodel = "),),
        OPTIMISATION,
        True,
    ),
    Case(
        "softmax on one unit",
        EVEN.replace('Dense(1, activation="sigmoid")', 'Dense(1, activation="softmax")'),
        (('"softmax"', '"sigmoid"'),),
        OPTIMISATION,
        True,
    ),
    Case(
        "relu at the output",
        DIGITS.replace('Dense(10, activation="softmax")', 'Dense(10, activation="relu")'),
        (('Dense(10, activation="relu")', 'Dense(10, activation="softmax")'),),
        OPTIMISATION,
        True,
        True,
    ),
    Case(
        "weights start at nought",
        DIGITS.replace('"relu")', '"relu", kernel_initializer="zeros")'),
        ((', kernel_initializer="zeros"', ""),),
        OPTIMISATION,
        True,
    ),
    Case(
        "labels in another order than the data",
        DIGITS.replace("model = ", "x = x[rng.permutation(len(x))]\nmodel = ", 1).replace(
            "digits = ", "import numpy as np\nrng = np.random.default_rng(0)\ndigits = "
        ),
        (("x = x[rng.permutation(len(x))]", ""),),
        OPTIMISATION,
        True,
    ),
    Case("nothing stops memorising", SMALL, (("verbose=0", STOP),), MEMORISE, True),
    Case(
        "rare class",
        RARE,
        (("verbose=0", "verbose=0, class_weight={0: 1.0, 1: 12.0}"),),
        IMBALANCE,
        True,
        True,
    ),
    Case("rate .002 is fine", *_rate(DIGITS, "0.002", "0.001"), OPTIMISATION, False),
    Case("rate .03 is fine", *_rate(EVEN, "0.03", "0.01"), OPTIMISATION, False, True),
    Case("slower than it could be", *_rate(DIGITS, "0.0004", "0.001"), SPEED, False),
    Case("tanh is fine", DIGITS.replace("relu", "tanh"), (("tanh", "relu"),), SPEED, False),
    Case(
        "tanh is fine, images",
        IMAGES.replace("relu", "tanh"),
        (("tanh", "relu"),),
        SPEED,
        False,
        True,
    ),
    Case(
        "scale of 4 is fine",
        EVEN.replace("* 1.0", "* 4.0"),
        (("model = ", "x = x / 4.0\nmodel = "),),
        OPTIMISATION,
        False,
    ),
    Case("batch of 16 is fine", REGRESSION, (("batch_size=16", "batch_size=32"),), SPEED, False),
    Case(
        "batch of 32 is fine", SEQUENCES, (("batch_size=32", "batch_size=16"),), SPEED, False, True
    ),
    Case(
        "even classes need no weights",
        EVEN,
        (("verbose=0", "verbose=0, class_weight={0: 1.0, 1: 1.3}"),),
        IMBALANCE,
        False,
        True,
    ),
    Case(
        "dropout is not missing",
        IMAGES,
        (("keras.layers.Flatten(),", "keras.layers.Flatten(), keras.layers.Dropout(0.2),"),),
        MEMORISE,
        False,
    ),
    Case(
        "another initialiser changes nothing",
        IMAGES,
        (('Dense(32, activation="relu")', 'Dense(32, "relu", kernel_initializer="he_normal")'),),
        OPTIMISATION,
        False,
        True,
    ),
)


def changed(
    text: str, code: str, old: str, new: str, experiment: Experiment = OPTIMISATION
) -> Finding:
    """A finding whose fix puts ``new`` in place of every ``old``."""
    return found(text, code, ((old, new),), experiment)


def found(
    text: str, code: str, changes: tuple[tuple[str, str], ...], experiment: Experiment
) -> Finding:
    """A finding whose fix makes all ``changes``."""
    edits = tuple(edit for old, new in changes for edit in _edits(text, old, new))
    where, fix = edits[0].range, Fix(f"fix {code}", False, edits)
    return Finding(
        code, code.lower(), "likely", "warning", code, None, where, fix=fix, experiment=experiment
    )


def _edits(text: str, old: str, new: str) -> list[Edit]:
    found: list[Edit] = []
    at = text.find(old)
    while at >= 0:
        found.append(Edit(None, Range(_position(text, at), _position(text, at + len(old))), new))
        at = text.find(old, at + len(old))
    return found


def _position(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - before.rfind("\n"))
