# AttributeError: 'Sequential' object has no attribute 'predict_classes'
from keras.models import Sequential
from keras.layers import Dense, Flatten, Conv2D, Input
from keras.optimizers import RMSprop
from keras.utils import to_categorical
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score

d = load_digits()
X = d.images.reshape(-1, 8, 8, 1) / 16.0
Y = to_categorical(d.target, 10)
model = Sequential()
model.add(Input((8, 8, 1)))
model.add(Conv2D(32, kernel_size=3, activation='relu'))
model.add(Flatten())
model.add(Dense(10, activation='softmax'))
model.compile(RMSprop(learning_rate=1e-3), loss='categorical_crossentropy', metrics=['acc'])
model.fit(X, Y, batch_size=32, epochs=15)
pred = model.predict(X).argmax(axis=1)
print(accuracy_score(d.target, pred))
