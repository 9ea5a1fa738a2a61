# stops moving after the first epochs
import math
from keras.callbacks import LearningRateScheduler
from keras.layers import Dense
from keras.models import Sequential
from keras.optimizers import SGD


def rate(epoch):
    return 0.05 * math.pow(0.2, math.floor(epoch / 20.0))


net = Sequential([Dense(50, activation='relu', input_shape=(12,)), Dense(1, activation='sigmoid')])
net.compile(loss='binary_crossentropy', optimizer=SGD(momentum=0.9), metrics=['accuracy'])
net.fit(X, y, epochs=60, batch_size=16, callbacks=[LearningRateScheduler(rate)])
