"""Needs OpenCV (opencv-python)."""
import os
import glob
import tempfile
import cv2
import numpy as np
from keras.models import Sequential
from keras.layers import Conv2D, MaxPooling2D, Dense, Flatten
from keras.utils import to_categorical
from sklearn.model_selection import train_test_split

# write some pictures first: circle / rectangle / line
DATADIR = tempfile.mkdtemp()
CATEGORIES = ["circle", "rect", "line"]
IMG_SIZE = 28
rng = np.random.RandomState(0)
for category in CATEGORIES:
    os.mkdir(os.path.join(DATADIR, category))
    for i in range(150):
        img = np.full((40, 40, 3), 40, np.uint8)
        a, b = rng.randint(8, 20, 2)
        if category == "circle":
            cv2.circle(img, (int(a) + 4, int(b) + 4), 8, (200, 220, 90), 2)
        elif category == "rect":
            cv2.rectangle(img, (int(a), int(b)), (int(a) + 16, int(b) + 14), (90, 220, 200), 2)
        else:
            cv2.line(img, (int(a), 2), (int(b), 38), (200, 200, 200), 2)
        cv2.imwrite(os.path.join(DATADIR, category, "%d.png" % i), img)

X = []
y = []
for category in CATEGORIES:
    path = os.path.join(DATADIR, category)
    class_num = CATEGORIES.index(category)
    for img in os.listdir(path):
        img_array = cv2.imread(os.path.join(path, img), cv2.IMREAD_GRAYSCALE)
        new_array = cv2.resize(img_array, (IMG_SIZE, IMG_SIZE))
        X.append(new_array)
        y.append(class_num)

X = np.array(X).reshape(-1, IMG_SIZE, IMG_SIZE, 1)
y = to_categorical(np.array(y), 3)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=1)

model = Sequential()
model.add(Conv2D(32, (3, 3), activation='relu', input_shape=X.shape[1:]))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Conv2D(32, (3, 3), activation='relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Flatten())
model.add(Dense(64, activation='relu'))
model.add(Dense(3, activation='sigmoid'))  # fault: KS405
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(X_train, y_train, batch_size=16, epochs=12, validation_data=(X_test, y_test))  # fault: KS101
