"""A learning rate that steps down as training goes on, from 0.01 to 0.0001, by a callback.

A healthy script: the features are standardised and the schedule lets Adam start fast and end fine.
"""

import tensorflow as tf
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from tensorflow.keras.callbacks import LearningRateScheduler
from tensorflow.keras.utils import to_categorical

tf.keras.utils.set_random_seed(0)

features, labels = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(
    features, labels, test_size=0.25, random_state=0, stratify=labels
)
scaler = StandardScaler().fit(X_train)
X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)
y_train, y_test = to_categorical(y_train, 2), to_categorical(y_test, 2)


def lr_schedule(epoch):
    if epoch < 5:
        return 0.01
    elif epoch < 10:
        return 0.001
    else:
        return 0.0001


lr_scheduler = LearningRateScheduler(lr_schedule)

model = tf.keras.Sequential(
    [
        tf.keras.Input((30,)),
        tf.keras.layers.Dense(16, activation="relu"),
        tf.keras.layers.Dense(2, activation="softmax"),
    ]
)
model.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.01),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(
    X_train,
    y_train,
    epochs=15,
    callbacks=[lr_scheduler],
    validation_data=(X_test, y_test),
    verbose=2,
)
print(f"held-out accuracy: {model.evaluate(X_test, y_test, verbose=0)[1]:.3f}")
