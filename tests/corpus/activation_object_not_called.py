import keras
from keras import layers
from sklearn.datasets import load_digits

X, y = load_digits(return_X_y=True)
X = X / 16.0
inp = keras.Input((64,))
x = layers.Dense(64)(inp)  # part of: KS201
layers.Activation('relu')(x)  # fault: KS806
x = layers.Dense(64)(x)  # part of: KS201
layers.Activation('relu')(x)  # fault: KS806
out = layers.Dense(10, activation='softmax')(x)
model = keras.Model(inp, out)
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(X, y, epochs=15, batch_size=32)
