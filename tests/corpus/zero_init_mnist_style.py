import numpy as np
import keras
from keras import layers, initializers
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
x = (x - x.mean()) / x.std()

# from my numpy implementation where the weights are zeros as well
zeros = initializers.Zeros()
model = keras.Sequential()
model.add(keras.Input((64,)))
model.add(layers.Dense(100, activation='relu', kernel_initializer=zeros, bias_initializer='zeros'))  # fault: KS301
model.add(layers.Dense(10, activation='softmax', bias_initializer='zeros'))
model.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9),
              loss=keras.losses.SparseCategoricalCrossentropy(),
              metrics=[keras.metrics.SparseCategoricalAccuracy()])
model.fit(x, y, batch_size=64, epochs=20, validation_split=0.1)
