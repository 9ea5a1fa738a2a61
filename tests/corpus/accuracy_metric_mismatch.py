import keras
from keras import layers
from sklearn.datasets import load_digits

# loss is 0.05 but accuracy only 0.1 ???
X, y = load_digits(return_X_y=True)
X = X.astype("float32") / 16
model = keras.Sequential([
    layers.Input(shape=(64,)),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=["categorical_accuracy"],  # fault: KS416
)
model.fit(X, y, epochs=15, batch_size=32)
