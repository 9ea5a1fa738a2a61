import numpy as np
import keras
from keras import layers
from sklearn.datasets import load_sample_image

# patches of two photos, which photo is it from?
a = load_sample_image('china.jpg')
b = load_sample_image('flower.jpg')
rng = np.random.default_rng(0)
patches, labels = [], []
for label, photo in enumerate((a, b)):
    for _ in range(300):
        r = rng.integers(0, photo.shape[0] - 24)
        c = rng.integers(0, photo.shape[1] - 24)
        patches.append(photo[r:r + 24, c:c + 24])
        labels.append(label)
order = rng.permutation(600)
x = np.array(patches)[order].astype('float32') / 255.0
y = np.array(labels)[order]

model = keras.Sequential([
    keras.Input((24, 24, 3)),
    layers.Rescaling(1.0 / 255),  # fault: KS102
    layers.Conv2D(16, 3, activation='relu'),
    layers.MaxPooling2D(),
    layers.Conv2D(32, 3, activation='relu'),
    layers.GlobalAveragePooling2D(),
    layers.Dense(1, activation='sigmoid'),
])
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
model.fit(x, y, epochs=15, batch_size=32, validation_split=0.2)
