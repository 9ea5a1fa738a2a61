import numpy as np
import tensorflow as tf
from tensorflow.keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split((X / 16).astype('float32'), y, test_size=0.2, random_state=0)
train_ds = tf.data.Dataset.from_tensor_slices((X_train, y_train)).shuffle(2000).batch(32)

model = tf.keras.Sequential([
    layers.Input((64,)),
    layers.Dense(128),
    layers.BatchNormalization(),
    layers.ReLU(),
    layers.Dropout(0.3),
    layers.Dense(10, activation='softmax'),
])
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
opt = tf.keras.optimizers.Adam(1e-3)

@tf.function
def train_step(images, labels):
    with tf.GradientTape() as tape:
        predictions = model(images, training=True)
        loss = loss_fn(labels, predictions)
    gradients = tape.gradient(loss, model.trainable_variables)
    opt.apply_gradients(zip(gradients, model.trainable_variables))
    return loss

for epoch in range(12):
    for images, labels in train_ds:
        loss = train_step(images, labels)
    print('Epoch', epoch, 'loss', loss.numpy())
test_pred = model(X_test, training=False).numpy().argmax(axis=1)
print('test accuracy', (test_pred == y_test).mean())
