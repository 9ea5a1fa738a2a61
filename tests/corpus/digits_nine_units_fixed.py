import keras
from keras.layers import Dense
from keras.models import Sequential
from sklearn.datasets import load_digits

digits = load_digits()
X = digits.data / digits.data.max()
y = digits.target

classes = 10
model = Sequential()
model.add(Dense(64, activation='relu', input_dim=64))
model.add(Dense(classes, activation='softmax'))
model.compile(optimizer='rmsprop', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(X, y, batch_size=32, epochs=12)
