# each file starts again at 30 %
import glob
import numpy as np
from tensorflow import keras

for name in sorted(glob.glob('parts/*.npz')):
    model = keras.Sequential()  # fault: KS711
    model.add(keras.layers.Dense(90, activation='relu', input_shape=(30,)))
    model.add(keras.layers.Dense(5, activation='softmax'))
    model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
    part = np.load(name)
    x, y = part['x'] / 100, part['y']
    model.fit(x, y, epochs=4, batch_size=32)
model.save('all.h5')
