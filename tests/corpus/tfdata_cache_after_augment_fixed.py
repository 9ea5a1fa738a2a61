import numpy as np
import tensorflow as tf
from tensorflow.keras import layers
from sklearn.datasets import load_digits

X, y = load_digits(return_X_y=True)
X = X.reshape(-1, 8, 8, 1).astype('float32') / 16
augment = tf.keras.Sequential([layers.RandomTranslation(0.1, 0.1)])
ds = (tf.data.Dataset.from_tensor_slices((X, y))
      .shuffle(2000)
      .batch(32)
      .map(lambda a, b: (augment(a, training=True), b))
      .prefetch(2))
model = tf.keras.Sequential([
    layers.Input((8, 8, 1)),
    layers.Conv2D(16, 3, activation='relu'),
    layers.Flatten(),
    layers.Dense(10, activation='softmax'),
])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(ds, epochs=12)
