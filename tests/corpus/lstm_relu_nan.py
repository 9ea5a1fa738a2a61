import numpy as np
import keras
from keras.models import Sequential
from keras.layers import LSTM, Dense

# loss explodes (1e+15) after some steps, then nan
seq_len = 200
n = 600
rng = np.random.default_rng(3)
noise = rng.normal(0, 1, size=(n, seq_len, 4)).astype('float32')
target = (noise[:, -10:, 0].mean(axis=1) + 0.1 * noise[:, :, 1].mean(axis=1)).astype('float32')

model = Sequential()
model.add(LSTM(64, activation='relu', return_sequences=True, input_shape=(seq_len, 4)))  # fault: KS212
model.add(LSTM(32, activation='relu'))  # fault: KS212
model.add(Dense(1))
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss='mse', metrics=['mae'])
hist = model.fit(noise, target, epochs=6, batch_size=32, validation_split=0.2)
