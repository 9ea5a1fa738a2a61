"""Data augmentation on a folder of images: each batch is turned, shifted, sheared and zoomed anew.

A healthy script: pixels are rescaled, held-out images are not augmented, and a circle, a square
or a triangle stays one when it is mirrored.
"""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from tensorflow.keras.layers import Conv2D, Dense, Flatten, Input
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.utils import set_random_seed

SHAPES = {"circle": None, "square": 4, "triangle": 3}


def draw(shape, random):
    """One 64 by 64 picture: a shape of random size, place and colour on a noisy ground."""
    image = Image.fromarray(random.integers(0, 60, (64, 64, 3), dtype=np.uint8))
    pencil = ImageDraw.Draw(image)
    x, y, radius = random.uniform(24, 40), random.uniform(24, 40), random.uniform(14, 22)
    colour = tuple(int(c) for c in random.integers(160, 256, 3))
    if SHAPES[shape] is None:
        pencil.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    else:
        pencil.regular_polygon((x, y, radius), SHAPES[shape], fill=colour)
    return image


def draw_folder(folder, images_per_shape, random):
    for shape in SHAPES:
        (Path(folder) / shape).mkdir(parents=True)
        for number in range(images_per_shape):
            draw(shape, random).save(Path(folder) / shape / f"{number}.png")


set_random_seed(0)
work = tempfile.TemporaryDirectory()
draw_folder(f"{work.name}/train_data", 160, np.random.default_rng(0))
draw_folder(f"{work.name}/test_data", 50, np.random.default_rng(1))

datagen = ImageDataGenerator(
    rescale=1 / 255,
    rotation_range=20,
    width_shift_range=0.2,
    height_shift_range=0.2,
    shear_range=0.2,
    zoom_range=0.2,
    horizontal_flip=True,
    fill_mode="nearest",
)

train_generator = datagen.flow_from_directory(
    f"{work.name}/train_data",
    target_size=(64, 64),
    batch_size=32,
    class_mode="categorical",
)
test_generator = ImageDataGenerator(rescale=1 / 255).flow_from_directory(
    f"{work.name}/test_data",
    target_size=(64, 64),
    batch_size=50,
    class_mode="categorical",
    shuffle=False,
)

model = Sequential(
    [
        Input((64, 64, 3)),
        Conv2D(16, 5, strides=2, activation="relu"),
        Conv2D(32, 3, strides=2, activation="relu"),
        Conv2D(32, 3, strides=2, activation="relu"),
        Flatten(),
        Dense(32, activation="relu"),
        Dense(3, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(train_generator, epochs=12, validation_data=test_generator, verbose=2)
print(f"held-out accuracy: {model.evaluate(test_generator, verbose=0)[1]:.3f}")
