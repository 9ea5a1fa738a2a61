"""Keras 2 only: predict_classes and fit_generator are gone from Keras 3."""
from keras.models import Sequential
from keras.layers import Dense, Flatten, Conv2D
from keras.preprocessing.image import ImageDataGenerator
from keras.optimizers import RMSprop
from keras.utils import to_categorical
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score

d = load_digits()
X = d.images.reshape(-1, 8, 8, 1) / 16.0
Y = to_categorical(d.target, 10)
model = Sequential()
model.add(Conv2D(32, kernel_size=3, activation='relu', input_shape=(8, 8, 1)))
model.add(Flatten())
model.add(Dense(10, activation='softmax'))
model.compile(RMSprop(lr=1e-3), loss='categorical_crossentropy', metrics=['acc'])  # fault: KS801
datagen = ImageDataGenerator(rotation_range=10)
model.fit_generator(datagen.flow(X, Y, batch_size=32), steps_per_epoch=len(X) / 32, epochs=20)  # fault: KS801
pred = model.predict_classes(X)  # fault: KS801
print(accuracy_score(d.target, pred))
