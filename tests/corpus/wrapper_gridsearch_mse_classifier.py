import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import MinMaxScaler
from sklearn.model_selection import train_test_split
from keras.models import Sequential
from keras.layers import Dense, Activation, LeakyReLU

bc = load_breast_cancer()
x_train, x_test, y_train, y_test = train_test_split(bc['data'], bc['target'], test_size=.2, random_state=3)
mm = MinMaxScaler().fit(x_train)
x_train = mm.transform(x_train)
x_test = mm.transform(x_test)

layers_sizes = [30, 16, 8]
model = Sequential()
for i, size in enumerate(layers_sizes):
    if i == 0:
        model.add(Dense(size, input_dim=30))
    else:
        model.add(Dense(size))
    model.add(LeakyReLU())
model.add(Dense(1))
model.add(Activation('softmax'))  # fault: KS401
model.compile(loss='mse', optimizer='adam', metrics=['accuracy'])  # part of: KS407
model.fit(x_train, y_train, batch_size=16, epochs=20)
print(model.evaluate(x_test, y_test))
