# XOR: whatever I do, the predictions stay at 0.5
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Activation
from keras.optimizers import SGD

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0], [1], [1], [0]])

model = Sequential()
model.add(Dense(1, input_dim=2))  # fault: KS208
model.add(Activation('sigmoid'))
model.compile(loss='binary_crossentropy', optimizer=SGD(learning_rate=0.5))
model.fit(X, y, batch_size=1, epochs=200, verbose=0)
print(model.predict(X))
