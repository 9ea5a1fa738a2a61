"""ValueError: Shapes (None, 1) and (None, 10) are incompatible. What does it mean?"""
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from tensorflow.keras.layers import Conv2D, Dense, Flatten, MaxPool2D

X, y = load_digits(return_X_y=True)
X = X.reshape((-1, 8, 8, 1)).astype("float32") / 16.0
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.1)

model = tf.keras.models.Sequential()
model.add(Conv2D(32, (3, 3), activation="relu", input_shape=(8, 8, 1)))
model.add(MaxPool2D((2, 2)))
model.add(Flatten())
model.add(Dense(10, activation="softmax"))
model.compile(
    optimizer="adam",
    loss="categorical_crossentropy",  # fault: KS105
    metrics=["accuracy"],
)
model.fit(X_train, y_train, epochs=10, batch_size=32, validation_data=(X_test, y_test))
