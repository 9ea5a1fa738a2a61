import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler
from keras.models import Sequential
from keras.layers import LSTM, Dense, Dropout

# predict next return. The forecast line is flat, never below zero
t = np.arange(1500)
series = np.sin(t / 9.0) * 3 + np.random.RandomState(2).normal(0, .3, 1500)
df = pd.DataFrame({'close': series})
train_size = int(len(df) * 0.8)
train, test = df[:train_size], df[train_size:]
sc = StandardScaler()
train_s = sc.fit_transform(train)
test_s = sc.transform(test)

def create_dataset(dataset, look_back=1):
    dataX, dataY = [], []
    for i in range(len(dataset) - look_back - 1):
        a = dataset[i:(i + look_back), 0]
        dataX.append(a)
        dataY.append(dataset[i + look_back, 0])
    return np.array(dataX), np.array(dataY)

look_back = 20
trainX, trainY = create_dataset(train_s, look_back)
testX, testY = create_dataset(test_s, look_back)
trainX = np.reshape(trainX, (trainX.shape[0], trainX.shape[1], 1))
testX = np.reshape(testX, (testX.shape[0], testX.shape[1], 1))

model = Sequential()
model.add(LSTM(32, input_shape=(look_back, 1)))
model.add(Dropout(0.1))
model.add(Dense(1, activation='relu'))  # fault: KS409
model.compile(loss='mean_squared_error', optimizer='adam')
model.fit(trainX, trainY, epochs=10, batch_size=32, verbose=2)
print(model.evaluate(testX, testY))
