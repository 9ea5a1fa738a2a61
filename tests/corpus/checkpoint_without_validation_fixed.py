import keras
import numpy as np
from keras import layers
from keras.callbacks import ModelCheckpoint, EarlyStopping
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

def load():
    X, y = load_breast_cancer(return_X_y=True)
    return StandardScaler().fit_transform(X), y

def build():
    model = keras.Sequential([
        keras.Input((30,)),
        layers.Dense(32, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model

X, y = load()
model = build()
callbacks = [
    EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True),
]
# EarlyStopping is ignored, it always runs all 40 epochs
model.fit(X, y, epochs=40, batch_size=32, callbacks=callbacks, validation_split=0.2)
