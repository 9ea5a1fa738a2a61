"""Small programs to put on trial. Data are drawn, not loaded: they train in a moment."""

HEALTHY = """\
import numpy as np
import keras

rng = np.random.default_rng(0)
x = rng.normal(size=(600, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).astype("int32")

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(2, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss="sparse_categorical_crossentropy",
)
model.fit(x, y, epochs=15, batch_size=32, validation_split=0.25, verbose=0)
"""

TOO_FAST = HEALTHY.replace("learning_rate=0.01", "learning_rate=10.0")

MASKED = """\
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
    keras.layers.Dense(64, activation="sigmoid"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=5.0),
    loss="sparse_categorical_crossentropy",
)
model.fit(x, y, epochs=7, validation_split=0.2, verbose=0)
"""
