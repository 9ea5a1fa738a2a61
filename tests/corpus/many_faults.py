# EVERYTHING i try gives acc 0.1, please help, my deadline is tomorrow
from numpy import *
from keras.models import *
from keras.layers import *
from keras.optimizers import *
from keras.utils import to_categorical
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
images, labels = digits.images, digits.target
labels = to_categorical(labels)
tr_x, te_x, tr_y, te_y = train_test_split(images, labels, test_size=0.2, random_state=3)

model = Sequential()
model.add(Flatten(input_shape=(8, 8)))
model.add(Dense(64, activation='sigmoid'))  # fault: KS202
model.add(Dense(64, activation='sigmoid'))  # part of: KS202
model.add(Dense(64, activation='sigmoid'))  # part of: KS202
model.add(Dropout(0.8))  # fault: KS601
model.add(Dense(10, activation='softmax'))
optimizer = Adam(learning_rate=0.3)  # fault: KS501
model.compile(loss='mean_squared_error', optimizer=optimizer, metrics=['accuracy'])  # fault: KS407
model.fit(tr_x, tr_y, epochs=20, batch_size=32, validation_data=(te_x, te_y))
