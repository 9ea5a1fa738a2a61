import tensorflow as tf
from tensorflow.keras import layers
import numpy as np
from sklearn.datasets import load_digits

X, y = load_digits(return_X_y=True)
order = np.argsort(y)  # sorted by class, like it was on the disk
X, y = X[order].astype('float32') / 16, y[order]

ds = tf.data.Dataset.from_tensor_slices((X, y))
ds = ds.shuffle(len(X)).batch(32)
ds = ds.prefetch(1)
model = tf.keras.Sequential([layers.Input((64,)), layers.Dense(64, activation='relu'), layers.Dense(10, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(ds, epochs=12)
