# val_acc not improving, about 10% with 10 classes
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
import keras
from keras import layers

digits = load_digits()
x = digits.images / 16.0
y = digits.target
x_train, x_val, y_train, y_val = train_test_split(x, y, test_size=0.2, random_state=3)

inputs = keras.Input(shape=(8, 8))
h = layers.Flatten()(inputs)
h = layers.Dense(64, activation="relu")(h)
h = layers.Dense(64, activation="relu")(h)
outputs = layers.Dense(10)(h)  # fault: KS403
model = keras.Model(inputs, outputs)

model.compile(
    optimizer=keras.optimizers.Adam(1e-3),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = model.fit(x_train, y_train, epochs=20, batch_size=32, validation_data=(x_val, y_val))
print(max(history.history["val_accuracy"]))
