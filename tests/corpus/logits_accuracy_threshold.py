import tensorflow as tf
import numpy as np
from sklearn.datasets import make_circles

X, y = make_circles(n_samples=1200, noise=0.1, factor=0.4, random_state=0)
model = tf.keras.Sequential([
    tf.keras.Input((2,)),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(1),
])
model.compile(optimizer='adam',
              loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
              metrics=['accuracy'])  # fault: KS411
model.fit(X, y, epochs=15, batch_size=32, validation_split=0.2)
