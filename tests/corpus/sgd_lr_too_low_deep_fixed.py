import keras
from keras.models import Sequential
from keras.layers import Dense, Flatten
from keras.optimizers import SGD
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

dig = load_digits()
Xtr, Xte, ytr, yte = train_test_split(dig.images / 16, dig.target, test_size=0.25, random_state=0)
n_hidden_1, n_hidden_2 = 128, 64
learning_rate = 0.05
model = Sequential()
model.add(Flatten(input_shape=(8, 8)))
model.add(Dense(n_hidden_1, activation='relu'))
model.add(Dense(n_hidden_2, activation='relu'))
model.add(Dense(10, activation='softmax'))
sgd = SGD(learning_rate=learning_rate, momentum=0.0)
model.compile(loss='sparse_categorical_crossentropy', optimizer=sgd, metrics=['accuracy'])
model.fit(Xtr, ytr, batch_size=32, epochs=20, validation_data=(Xte, yte))
