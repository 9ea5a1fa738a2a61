import os
import tempfile
import numpy as np
from PIL import Image
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.preprocessing.image import ImageDataGenerator

base_dir = tempfile.mkdtemp()
gen = np.random.RandomState(3)
for cls, (r, g, b) in {"apple": (190, 40, 40), "lemon": (200, 190, 50), "plum": (90, 40, 120)}.items():
    os.makedirs(base_dir + "/" + cls)
    for j in range(100):
        img = np.clip(gen.normal((r, g, b), 60, (24, 24, 3)), 0, 255).astype(np.uint8)
        Image.fromarray(img).save(f"{base_dir}/{cls}/{j}.jpg")

datagen = ImageDataGenerator(rotation_range=20, width_shift_range=0.1, validation_split=0.2)  # part of: KS101
train_gen = datagen.flow_from_directory(base_dir, target_size=(24, 24), class_mode="categorical", subset="training", batch_size=20)
val_gen = datagen.flow_from_directory(base_dir, target_size=(24, 24), class_mode="categorical", subset="validation", batch_size=20)

model = keras.Sequential([
    layers.Conv2D(16, 3, activation="relu", input_shape=(24, 24, 3)),
    layers.MaxPooling2D(),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(32, activation="relu"),
    layers.Dense(3, activation="softmax"),
])
model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(learning_rate=0.05, momentum=0.9), metrics=["acc"])
model.fit(train_gen, validation_data=val_gen, epochs=20)  # fault: KS101
