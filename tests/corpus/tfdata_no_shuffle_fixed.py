import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, Sequential

# first all class 0 then all class 1 then all class 2
rng = np.random.RandomState(4)
parts = []
labels = []
for c in range(3):
    parts.append(rng.normal(loc=c * 0.8, scale=1.0, size=(500, 10)))
    labels.append(np.full(500, c))
X = np.concatenate(parts).astype(np.float32)
Y = np.concatenate(labels)

AUTOTUNE = tf.data.AUTOTUNE
BATCH_SIZE = 32
train_ds = tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(1500).batch(BATCH_SIZE).prefetch(AUTOTUNE)

model = Sequential([
    layers.Input(shape=(10,)),
    layers.Dense(32, activation='relu'),
    layers.Dense(32, activation='relu'),
    layers.Dense(3, activation='softmax')
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(train_ds, epochs=12)
