import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from tensorflow import keras

# my loss is negative: -4512.33
X, y = load_diabetes(return_X_y=True)
X = X * 20
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
model = keras.Sequential([
    keras.layers.Dense(32, activation='relu', input_shape=(10,)),
    keras.layers.Dense(1, activation='sigmoid'),  # part of: KS409, KS408
])
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])  # fault: KS408, KS410
model.fit(X_train, y_train, epochs=40, batch_size=16, validation_data=(X_test, y_test))
