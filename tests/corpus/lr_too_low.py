import tensorflow as tf
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

data = load_breast_cancer()
X, y = data.data, data.target
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=10)
s = StandardScaler()
X_train = s.fit_transform(X_train)
X_test = s.transform(X_test)

class Config:
    lr = 1e-7  # fault: KS502
    batch = 16
    epochs = 25

cfg = Config()
model = tf.keras.Sequential([
    tf.keras.layers.Input(shape=(30,)),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(16, activation='relu'),
    tf.keras.layers.Dense(1, activation='sigmoid'),
])
optimizer = tf.keras.optimizers.Adam(learning_rate=cfg.lr)  # part of: KS502
model.compile(optimizer=optimizer, loss='binary_crossentropy', metrics=['accuracy'])
model.fit(X_train, y_train, epochs=cfg.epochs, batch_size=cfg.batch, validation_data=(X_test, y_test))
