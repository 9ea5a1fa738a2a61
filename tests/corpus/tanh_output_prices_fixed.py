import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from keras import Sequential
from keras.layers import Dense, Input
from keras.optimizers import Adam

X, y = load_diabetes(return_X_y=True)
X = X / X.std(axis=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
model = Sequential([
    Input(shape=(10,)),
    Dense(64, activation='relu'),
    Dense(64, activation='relu'),
    Dense(1)
])
model.compile(optimizer=Adam(0.005), loss='mean_absolute_error')
model.fit(X_train, y_train, epochs=60, batch_size=16, validation_data=(X_test, y_test), verbose=2)
print(model.predict(X_test)[:5].ravel())   # 1. 1. 1. 1. 1.
