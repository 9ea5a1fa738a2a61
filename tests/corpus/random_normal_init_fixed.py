import keras
from keras.layers import Dense
from keras.initializers import RandomNormal
from sklearn.datasets import load_digits

X, y = load_digits(return_X_y=True)
X = (X - 8) / 8

model = keras.models.Sequential()
init = 'he_normal'
model.add(Dense(128, activation='relu', kernel_initializer=init, input_shape=(64,)))
model.add(Dense(128, activation='relu', kernel_initializer=init))
model.add(Dense(128, activation='relu', kernel_initializer=init))
model.add(Dense(10, activation='softmax'))
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
# first loss was 900
model.fit(X, y, epochs=20, batch_size=32, validation_split=0.15)
