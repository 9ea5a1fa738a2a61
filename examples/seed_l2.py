"""An L2 penalty on the weights and dropout between the layers, against overfitting.

A healthy script: the pixels are scaled, and the penalty is small beside the loss.
"""

import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from tensorflow.keras.layers import Dense, Dropout
from tensorflow.keras.regularizers import l2
from tensorflow.keras.utils import to_categorical

tf.keras.utils.set_random_seed(0)

pixels, digits = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(
    pixels / 16, to_categorical(digits, 10), test_size=0.25, random_state=0, stratify=digits
)
input_dim, num_classes = X_train.shape[1], y_train.shape[1]

model = tf.keras.Sequential(
    [
        tf.keras.Input((input_dim,)),
        Dense(64, activation="relu", kernel_regularizer=l2(0.01)),
        Dropout(0.5),
        Dense(128, activation="relu", kernel_regularizer=l2(0.01)),
        Dropout(0.5),
        Dense(num_classes, activation="softmax"),
    ]
)

model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=30, validation_data=(X_test, y_test), verbose=2)
print(f"held-out accuracy: {model.evaluate(X_test, y_test, verbose=0)[1]:.3f}")
