import numpy as np
from sklearn.datasets import load_wine
from sklearn.preprocessing import MinMaxScaler
from sklearn.model_selection import train_test_split
import keras
from keras.layers import Dense
from keras.models import Sequential

X, y = load_wine(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.25, stratify=y)
mms = MinMaxScaler()
x_train = mms.fit_transform(x_train)
x_test = mms.transform(x_test)
x_val, x_train = x_train[:40], x_train[40:]
y_val, y_train = y_train[:40], y_train[40:]

model = Sequential()
model.add(Dense(24, input_dim=13, activation='relu'))
model.add(Dense(3, activation='softmax'))
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=60, batch_size=8,
          validation_data=(x_val, y_val),
          verbose=2)
# 1.00 in validation but 0.8 here
print(model.evaluate(x_test, y_test))
