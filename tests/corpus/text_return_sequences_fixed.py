# Sentiment, accuracy 50 % all the time
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

rng = np.random.default_rng(5)
max_features = 500
maxlen = 20
x = rng.integers(1, max_features, size=(1000, maxlen))
y = (np.sum(x < 120, axis=1) > 4).astype("float32")
x_train, y_train = x[:800], y[:800]
x_val, y_val = x[800:], y[800:]

inputs = keras.Input(shape=(None,), dtype="int32")
x = layers.Embedding(max_features, 32)(inputs)
x = layers.Bidirectional(layers.LSTM(16, return_sequences=True))(x)
x = layers.Bidirectional(layers.LSTM(16))(x)
outputs = layers.Dense(1, activation="sigmoid")(x)
model = keras.Model(inputs, outputs)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=10, validation_data=(x_val, y_val))
