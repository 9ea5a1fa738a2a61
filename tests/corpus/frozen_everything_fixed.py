import numpy as np
import tensorflow as tf
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.layers import Dense, GlobalAveragePooling2D, Dropout
from tensorflow.keras.models import Model

rng = np.random.default_rng(0)
y_train = rng.integers(0, 2, 96)
x_train = (rng.random((96, 32, 32, 3)) * 0.6 + 0.4 * y_train[:, None, None, None]).astype("float32") * 2 - 1

base = MobileNetV2(weights=None, include_top=False, input_shape=(32, 32, 3))
x = GlobalAveragePooling2D()(base.output)
x = Dropout(0.2)(x)
preds = Dense(1, activation="sigmoid")(x)
model = Model(inputs=base.input, outputs=preds)

for layer in base.layers:
    layer.trainable = True

model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=8, batch_size=8)
