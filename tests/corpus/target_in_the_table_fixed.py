# accuracy 1.0 after two epochs, and nonsense on new patients
import numpy as np
from keras.layers import BatchNormalization, Dense
from keras.models import Sequential

table = np.genfromtxt('patients.csv', delimiter=';', skip_header=1)
features = table[:, 0:11]
ill = table[:, 11]
net = Sequential([BatchNormalization(), Dense(20, activation='relu'), Dense(1, activation='sigmoid')])
net.compile(loss='binary_crossentropy', optimizer='rmsprop', metrics=['accuracy'])
net.fit(features, ill, epochs=60, batch_size=16, validation_split=0.2)
