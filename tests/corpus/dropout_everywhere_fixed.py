import tensorflow as tf
from tensorflow.keras import layers as L
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

a, b = load_wine(return_X_y=True)
a1, a2, b1, b2 = train_test_split(a, b, test_size=0.2, stratify=b)
z = StandardScaler().fit(a1)
a1, a2 = z.transform(a1), z.transform(a2)

RATE = 0.2
inp = L.Input((13,))
h = L.Dense(32)(inp)
h = L.LeakyReLU()(h)
h = L.Dropout(RATE)(h)
h = L.Dense(32)(h)
h = L.LeakyReLU()(h)
h = L.Dropout(rate=RATE)(h)
out = L.Dense(3, activation="softmax")(h)
net = tf.keras.Model(inp, out)
net.compile(tf.keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(a1, b1, epochs=60, batch_size=16, validation_data=(a2, b2), verbose=2)
