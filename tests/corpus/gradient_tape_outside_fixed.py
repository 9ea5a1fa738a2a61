import tensorflow as tf
import numpy as np
from sklearn.datasets import load_iris
from sklearn.preprocessing import scale

X, y = load_iris(return_X_y=True)
X = scale(X).astype('float32')
dataset = tf.data.Dataset.from_tensor_slices((X, y)).shuffle(150).batch(16)

model = tf.keras.Sequential([
    tf.keras.layers.Input(shape=(4,)),
    tf.keras.layers.Dense(16, activation='relu'),
    tf.keras.layers.Dense(3, activation='softmax'),
])
loss_object = tf.keras.losses.SparseCategoricalCrossentropy()
optimizer = tf.keras.optimizers.Adam(0.01)

# loss is never going down and there are warnings about gradients
for epoch in range(30):
    for xb, yb in dataset:
        with tf.GradientTape() as tape:
            pred = model(xb, training=True)
            loss = loss_object(yb, pred)
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
    print(epoch, float(loss))
