import tensorflow as tf
import numpy as np
from sklearn.datasets import load_digits

X, y = load_digits(return_X_y=True)
X = X.astype('float32')

def scale(image, label):
    return image / 16.0, label

ds = tf.data.Dataset.from_tensor_slices((X, y))
ds = ds.map(scale)
ds = ds.shuffle(2000)
ds = ds.batch(32)

model = tf.keras.Sequential([
    tf.keras.layers.Input((64,)),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(ds, epochs=10)
