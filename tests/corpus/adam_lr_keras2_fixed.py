import numpy as np
from sklearn.datasets import load_digits
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import Adam

digits = load_digits()
x = digits.data.astype('float32') / 16
y = digits.target

model = Sequential()
model.add(Dense(100, activation='relu', input_dim=64))
model.add(Dense(10, activation='softmax'))
opt = Adam(learning_rate=0.001)
model.compile(loss='sparse_categorical_crossentropy', optimizer=opt, metrics=['accuracy'])
model.fit(x, y, epochs=10, batch_size=32, verbose=1)
model.save('digits.keras')
print(model.predict(x[:5]).argmax(axis=-1), y[:5])
