"""Small trainer class, as in our company code base. Loss goes down but metric is constant."""
import argparse
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split


@dataclass
class TrainConfig:
    hidden: int = 64
    dropout: float = 0.2
    learning_rate: float = 0.001
    epochs: int = 15
    batch_size: int = 32


class Trainer:
    def __init__(self, config):
        self.config = config
        self.model = self.build()

    def build(self):
        inputs = tf.keras.Input(shape=(20,))
        x = tf.keras.layers.Dense(self.config.hidden, activation="relu")(inputs)
        x = tf.keras.layers.Dropout(self.config.dropout)(x)
        logits = tf.keras.layers.Dense(1)(x)  # fault: KS403
        return tf.keras.Model(inputs, logits)

    def train(self, x, y, val):
        optimizer = tf.keras.optimizers.Adam(self.config.learning_rate)
        self.model.compile(optimizer=optimizer, loss=tf.keras.losses.BinaryCrossentropy(), metrics=["accuracy"])  # part of: KS403
        return self.model.fit(x, y, validation_data=val, epochs=self.config.epochs, batch_size=self.config.batch_size)


if __name__ == "__main__":
    X, y = make_classification(n_samples=1500, n_features=20, n_informative=6, random_state=0)
    X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=0)
    trainer = Trainer(TrainConfig())
    trainer.train(X_train, y_train, (X_val, y_val))
