import numpy as np
from sklearn.datasets import make_moons
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import SGD

X, y = make_moons(n_samples=1000, noise=0.2, random_state=0)
model = Sequential()
model.add(Dense(16, input_shape=(2,), activation='relu'))
model.add(Dense(16, activation='relu'))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer=SGD(learning_rate=0.05, momentum=0.9), metrics=['accuracy'])
model.fit(X, y, epochs=20, batch_size=20, validation_split=0.2)
