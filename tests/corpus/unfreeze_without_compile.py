import os
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import keras
from keras import layers
from sklearn.datasets import load_digits

digits = load_digits()
X = digits.images[..., None].repeat(3, axis=-1) / 16 * 2 - 1
y = digits.target

body = keras.Sequential([
    keras.Input((8, 8, 3)),
    layers.Conv2D(32, 3, activation="relu", padding="same"),
    layers.MaxPooling2D(),
    layers.Conv2D(64, 3, activation="relu", padding="same"),
    layers.GlobalAveragePooling2D(),
], name="body")
body.trainable = False
model = keras.Sequential([body, layers.Dense(10, activation="softmax")])
model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(X, y, epochs=5, batch_size=32)

# fine tuning: accuracy does not move
body.trainable = True  # fault: KS512
model.fit(X, y, epochs=10, batch_size=32)
