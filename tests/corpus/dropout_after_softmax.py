from sklearn.datasets import load_digits
import keras
from keras.layers import Dense, Dropout
from keras.models import Sequential

X, y = load_digits(return_X_y=True)
X /= 16
model = Sequential()
model.add(Dense(128, input_dim=64, activation='relu'))
model.add(Dropout(0.3))
model.add(Dense(10, activation='softmax'))
model.add(Dropout(0.3))  # fault: KS210
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(X, y, epochs=15, batch_size=32)
