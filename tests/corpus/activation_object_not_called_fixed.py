import keras
from keras import layers
from sklearn.datasets import make_circles

X, y = make_circles(n_samples=1500, noise=0.1, factor=0.4, random_state=1)
inp = keras.Input((2,))
x = layers.Dense(64)(inp)
x = layers.Activation('relu')(x)
x = layers.Dense(64)(x)
x = layers.Activation('relu')(x)
out = layers.Dense(1, activation='sigmoid')(x)
model = keras.Model(inp, out)
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
model.fit(X, y, epochs=15, batch_size=32)
