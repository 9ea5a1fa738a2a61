# images come as (N, 32, 32, 3), my net wants channels first
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, models

rng = np.random.default_rng(2)
images = rng.integers(0, 256, size=(300, 24, 24, 3)).astype('float32')
labels = rng.integers(0, 3, 300)
for k in range(300):
    images[k, :, :, labels[k]] *= 1.0
    images[k, :, :, (labels[k] + 1) % 3] *= 0.7
images = images / 255.0
images = images.reshape(300, 3, 24, 24)  # fault: KS112

model = models.Sequential()
model.add(layers.Permute((2, 3, 1), input_shape=(3, 24, 24)))
model.add(layers.Conv2D(16, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(16, (3, 3), activation='relu'))
model.add(layers.GlobalAveragePooling2D())
model.add(layers.Dense(3, activation='softmax'))
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(images, labels, epochs=20, batch_size=20)
