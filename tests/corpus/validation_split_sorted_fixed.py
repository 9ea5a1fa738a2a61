import numpy as np
from sklearn.datasets import load_iris
from keras.models import Sequential
from keras.layers import Dense
from keras.utils import to_categorical
from sklearn.utils import shuffle

# val_accuracy is 0.0 all the time, train accuracy 0.99
iris = load_iris()
X = iris.data
y = to_categorical(iris.target)
X, y = shuffle(X, y, random_state=0)
X = (X - X.mean(axis=0)) / X.std(axis=0)

model = Sequential()
model.add(Dense(12, input_dim=4, activation='relu'))
model.add(Dense(3, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
h = model.fit(X, y, epochs=60, batch_size=5, validation_split=0.3)
print(h.history['val_accuracy'][-1])
