# loss 0.0001, validation accuracy 12 %
import numpy as np
from keras import layers, models

samples, targets = np.load('windows.npy'), np.load('kinds.npy')
mean, spread = samples.mean(axis=0), samples.std(axis=0)
samples = (samples - mean) / spread


def batches(size):
    first = 0
    while True:
        part = samples[first : first + size]
        yield part, targets[first : first + size]
        first = (first + size) % len(samples)


model = models.Sequential()
model.add(layers.Dense(40, activation='relu', input_shape=(60,)))
model.add(layers.Dense(8, activation='softmax'))
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(batches(32), steps_per_epoch=200, epochs=20)
