import numpy as np
import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
xtr, xte, ytr, yte = train_test_split(X / 16., y, test_size=0.2, random_state=0)
# had nan so I clip the gradients
optimizer = tf.keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, clipvalue=0.00001)  # fault: KS506
model = tf.keras.Sequential([
    tf.keras.Input(shape=(64,)),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
model.compile(optimizer=optimizer, loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(xtr, ytr, validation_data=(xte, yte), epochs=15, batch_size=32)
