# ValueError about ndim
from keras.models import Sequential
from keras.layers import LSTM, Dense, Dropout

net = Sequential()
net.add(LSTM(40, return_sequences=True, input_shape=(24, 3)))
net.add(Dropout(0.1))
net.add(LSTM(40))
net.add(Dense(1))
net.compile(loss='mse', optimizer='adam')
net.fit(windows, next_value, epochs=30, batch_size=32)
