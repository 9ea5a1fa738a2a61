# ValueError: Only instances of `keras.Layer` can be added to a Sequential model. But it is a layer ???
from tf_keras.models import Sequential  # fault: KS803
from keras.layers import Dense  # part of: KS803
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
x = x / 16
model = Sequential()
model.add(Dense(64, activation='relu', input_shape=(64,)))
model.add(Dense(10, activation='softmax'))
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x, y, epochs=10, batch_size=32)
