import numpy as np
import tensorflow as tf
from tensorflow import keras
import tensorflow.keras.backend as K

# ValueError: No gradients provided for any variable
rng = np.random.default_rng(12)
X = rng.normal(size=(1000, 8)).astype('float32')
y = (X[:, 0] + X[:, 1] > 0).astype('float32').reshape(-1, 1)

def f1_loss(y_true, y_pred):
    tp = tf.reduce_sum(y_true * y_pred)
    fp = tf.reduce_sum((1 - y_true) * y_pred)
    fn = tf.reduce_sum(y_true * (1 - y_pred))
    f1 = 2 * tp / (2 * tp + fp + fn + 1e-7)
    return 1 - f1

model = keras.Sequential([
    keras.layers.Input(shape=(8,)),
    keras.layers.Dense(16, activation='relu'),
    keras.layers.Dense(1, activation='sigmoid'),
])
model.compile(optimizer='adam', loss=f1_loss, metrics=['accuracy'])
model.fit(X, y, epochs=10, batch_size=32)
