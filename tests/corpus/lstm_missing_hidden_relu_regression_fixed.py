import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.preprocessing import MinMaxScaler

# temperature forecast: train loss ok but accuracy: 0.0021
rng = np.random.default_rng(7)
temps = 15 + 10 * np.sin(np.arange(1200) / 58.0) + rng.normal(0, 1, 1200)
sc = MinMaxScaler(feature_range=(0, 1))
n_train = 900
train = sc.fit_transform(temps[:n_train].reshape(-1, 1))
test = sc.transform(temps[n_train:].reshape(-1, 1))

X_train, y_train = [], []
for i in range(30, n_train):
    X_train.append(train[i - 30:i, 0])
    y_train.append(train[i, 0])
X_train, y_train = np.array(X_train), np.array(y_train)
X_train = np.reshape(X_train, (X_train.shape[0], X_train.shape[1], 1))

regressor = tf.keras.Sequential()
regressor.add(tf.keras.layers.LSTM(units=32, return_sequences=True, input_shape=(X_train.shape[1], 1)))
regressor.add(tf.keras.layers.Dropout(0.2))
regressor.add(tf.keras.layers.LSTM(units=32))
regressor.add(tf.keras.layers.Dense(units=1))
regressor.compile(optimizer='adam', loss='mean_squared_error', metrics=['mae'])
regressor.fit(X_train, y_train, epochs=6, batch_size=32)
