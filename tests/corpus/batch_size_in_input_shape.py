import numpy as np
import keras
from keras.layers import LSTM, Dense
from keras.models import Sequential

# 800 windows, 10 time steps, 1 feature
t = np.linspace(0, 100, 810)
wave = np.sin(t)
X = np.array([wave[i:i + 10] for i in range(800)]).reshape(800, 10, 1)
y = np.array([wave[i + 10] for i in range(800)])

model = Sequential()
model.add(LSTM(32, input_shape=(800, 10, 1)))  # fault: KS804
model.add(Dense(1))
model.compile(loss='mse', optimizer='adam')
model.fit(X, y, epochs=10, batch_size=16)
