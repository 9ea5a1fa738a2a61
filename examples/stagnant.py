"""Handwritten digits whose accuracy stays at one in ten, however many epochs it is given.

This is what gets posted with the question why Keras accuracy is not improving; it runs as it is.
"""

import keras
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)

# The scanner stores grey levels as bytes, 0 to 255.
digits = load_digits()
pixels = (digits.data * 255 / 16).astype("uint8")

# Only 400 digits have been labelled by hand so far; the others are for the final test.
x_train, x_test, y_train, y_test = train_test_split(
    pixels, digits.target, train_size=400, random_state=0, stratify=digits.target
)

model = keras.Sequential(
    [
        keras.Input(shape=(64,)),
        keras.layers.Dense(128, activation="sigmoid"),
        keras.layers.Dense(128, activation="sigmoid"),
        keras.layers.Dense(128, activation="sigmoid"),
        keras.layers.Dense(128, activation="sigmoid"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)

model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.5, momentum=0.9),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)

model.fit(x_train, y_train, epochs=100, batch_size=32, validation_split=0.2, verbose=2)

loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"held-out accuracy: {accuracy:.3f}")
