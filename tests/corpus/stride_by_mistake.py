# I upgraded from Keras 1 and the images get very small: 'Negative dimension'? now it runs but acc is bad
from sklearn.datasets import load_digits
import numpy as np
import keras
from keras.models import Sequential
from keras.layers import Conv2D, Dense, Flatten, Dropout

X, y = load_digits(return_X_y=True)
X = np.kron(X.reshape(-1, 8, 8), np.ones((4, 4)))[..., np.newaxis] / 16.0
Y = keras.utils.to_categorical(y, 10)

model = Sequential()
model.add(Conv2D(32, 3, 3, activation='relu', input_shape=(32, 32, 1)))  # fault: KS206
model.add(Conv2D(64, 3, 3, activation='relu'))  # fault: KS206
model.add(Flatten())
model.add(Dense(64, activation='relu'))
model.add(Dense(10, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(X, Y, batch_size=64, epochs=8, validation_split=0.2)
