"""Healthy programs that the cases are made from. Each trains in seconds."""

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
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.002),
    loss="sparse_categorical_crossentropy",
)
model.fit(x, y, epochs=20, batch_size=32, validation_split=0.2, verbose=0)
"""

BARS = """\
import numpy as np
import keras

rng = np.random.default_rng(7)
y = rng.integers(0, 3, 900)
x = rng.normal(0.0, 0.3, (900, 10, 10, 1))
for image, kind in zip(x, y):
    at = rng.integers(2, 8)
    if kind == 0:
        image[at, 1:9] += 1.0
    elif kind == 1:
        image[1:9, at] += 1.0
    else:
        image[np.arange(1, 9), np.arange(1, 9)] += 1.0
inputs = keras.Input((10, 10, 1))
h = keras.layers.Conv2D(8, 3, activation="relu")(inputs)
h = keras.layers.MaxPooling2D()(h)
h = keras.layers.Flatten()(h)
h = keras.layers.Dense(24, activation="relu")(h)
outputs = keras.layers.Dense(3, activation="softmax")(h)
model = keras.Model(inputs, outputs)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.003),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x[:700], y[:700], epochs=20, batch_size=32, validation_data=(x[700:], y[700:]), verbose=0)
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

EVEN = TABLE.replace("SCALES", "1.0")
UNEVEN = TABLE.replace("SCALES", "np.array([300.0, 0.01] * 5)")

IRIS = """\
import keras
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

x, y = load_iris(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.4, stratify=y, random_state=4)
model = keras.Sequential()
model.add(keras.Input((4,)))
model.add(keras.layers.Dense(16, activation="relu"))
model.add(keras.layers.Dense(3, activation="softmax"))
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.02),
    loss="sparse_categorical_crossentropy",
)
model.fit(x_train, y_train, epochs=80, batch_size=8, validation_data=(x_test, y_test), verbose=0)
"""

WINE = """\
import keras
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

x, y = load_wine(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.4, stratify=y, random_state=2)
scaler = StandardScaler().fit(x_train)
x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)
inputs = keras.Input((13,))
hidden = keras.layers.Dense(16, activation="relu")(inputs)
outputs = keras.layers.Dense(3, activation="softmax")(hidden)
model = keras.Model(inputs, outputs)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss="sparse_categorical_crossentropy",
)
model.fit(x_train, y_train, epochs=60, batch_size=8, validation_data=(x_test, y_test), verbose=0)
"""

CANCER = """\
import keras
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

x, y = load_breast_cancer(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.3, random_state=1)
scaler = StandardScaler().fit(x_train)
x_train, x_test = scaler.transform(x_train), scaler.transform(x_test)
model = keras.Sequential([
    keras.Input((30,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.005),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
model.fit(x_train, y_train, epochs=40, batch_size=16, validation_data=(x_test, y_test), verbose=0)
"""

DIABETES = """\
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

FRIEDMAN = """\
import keras
from sklearn.datasets import make_friedman1

x, y = make_friedman1(n_samples=900, noise=0.5, random_state=6)
y = y / 10.0
inputs = keras.Input((10,))
h = keras.layers.Dense(32, activation="relu")(inputs)
h = keras.layers.Dense(16, activation="relu")(h)
outputs = keras.layers.Dense(1)(h)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="mse", metrics=["mae"])
model.fit(x, y, epochs=30, batch_size=32, validation_split=0.2, verbose=0)
"""

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

TOKENS = """\
import numpy as np
import keras

rng = np.random.default_rng(8)
words = rng.integers(1, 60, (1200, 10))
labels = (words % 7 == 3).any(axis=1).astype(int)
model = keras.Sequential([
    keras.Input((10,)),
    keras.layers.Embedding(60, 12),
    keras.layers.GlobalMaxPooling1D(),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="binary_crossentropy")
model.fit(words, labels, epochs=20, batch_size=32, validation_split=0.25, verbose=0)
"""

SERIES = """\
import numpy as np
import keras

rng = np.random.default_rng(2)
series = np.sin(np.arange(900) * 0.21) + 0.5 * np.sin(np.arange(900) * 0.043)
series = series + rng.normal(0.0, 0.1, 900)
x = np.stack([series[k : k + 16] for k in range(880)])[..., None]
y = series[16:896]
model = keras.Sequential([
    keras.Input((16, 1)),
    keras.layers.Conv1D(12, 5, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(1),
])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="mse")
model.fit(x, y, epochs=20, batch_size=32, validation_split=0.2, verbose=0)
"""

MULTI_LABEL = """\
import numpy as np
import keras

rng = np.random.default_rng(9)
x = rng.normal(size=(1000, 12))
y = (x @ rng.normal(size=(12, 5)) + 0.5 * x[:, :5] * x[:, 5:10] > 0.3).astype("float32")
inputs = keras.Input((12,))
hidden = keras.layers.Dense(48, activation="relu")(inputs)
outputs = keras.layers.Dense(5, activation="sigmoid")(hidden)
model = keras.Model(inputs=inputs, outputs=outputs)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss="binary_crossentropy")
model.fit(x, y, epochs=30, batch_size=32, validation_split=0.2, verbose=0)
"""

AUTOENCODER = """\
import keras
from sklearn.datasets import load_digits

x = load_digits().data / 16.0
inputs = keras.Input((64,))
code = keras.layers.Dense(24, activation="relu")(inputs)
outputs = keras.layers.Dense(64, activation="sigmoid")(code)
model = keras.Model(inputs, outputs)
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mse")
model.fit(x, x, epochs=30, batch_size=32, validation_split=0.2, verbose=0)
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

OF_TENSORFLOW = ("import keras\n", "from tensorflow import keras\n")
OF_KERAS_2 = ("import keras\n", "import tf_keras as keras\n")
STOP = (
    "verbose=0",
    "callbacks=[keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)], verbose=0",
)
