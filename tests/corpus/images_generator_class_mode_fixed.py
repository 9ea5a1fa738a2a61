import os, tempfile
import numpy as np
from PIL import Image
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Conv2D, MaxPooling2D, Flatten, Dense, Activation

# cats and dogs, but with generated pictures (bright and dark ones)
root = tempfile.mkdtemp()
rng = np.random.default_rng(0)
for part, count in (('train', 120), ('test', 40)):
    for name, level in (('cats', 80), ('dogs', 170)):
        folder = os.path.join(root, part, name)
        os.makedirs(folder)
        for k in range(count):
            pixels = rng.normal(level, 40, (32, 32, 3)).clip(0, 255).astype('uint8')
            Image.fromarray(pixels).save(os.path.join(folder, '%d.png' % k))

train_datagen = ImageDataGenerator(rescale=1. / 255, horizontal_flip=True)
test_datagen = ImageDataGenerator(rescale=1. / 255)

training_set = train_datagen.flow_from_directory(os.path.join(root, 'train'), target_size=(32, 32), batch_size=16, class_mode='binary')
test_set = test_datagen.flow_from_directory(os.path.join(root, 'test'), target_size=(32, 32), batch_size=16, class_mode='binary')

classifier = Sequential()
classifier.add(Conv2D(16, (3, 3), input_shape=(32, 32, 3), activation='relu'))
classifier.add(MaxPooling2D(pool_size=(2, 2)))
classifier.add(Conv2D(16, (3, 3), activation='relu'))
classifier.add(MaxPooling2D(pool_size=(2, 2)))
classifier.add(Flatten())
classifier.add(Dense(units=64, activation='relu'))
classifier.add(Dense(units=1, activation='sigmoid'))
classifier.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
classifier.fit(training_set, epochs=20, validation_data=test_set)
