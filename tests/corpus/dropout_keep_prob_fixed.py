# I ported my tensorflow 1 code (keep_prob = 0.9) to keras and now it does not learn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense, Dropout
import numpy as np

X, y = load_digits(return_X_y=True)
X = X / 16.
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3)

drop_rate = 0.1
model = Sequential()
model.add(Dense(128, activation="relu", input_shape=(64,)))
model.add(Dropout(drop_rate))
model.add(Dense(64, activation="relu"))
model.add(Dropout(drop_rate))
model.add(Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(X_train, y_train, epochs=15, batch_size=32)
print(model.evaluate(X_test, y_test))
