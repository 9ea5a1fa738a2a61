import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

# next character of a small text, loss nan on gpu / error on cpu
text = "the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. " * 20
chars = sorted(set(text))
char2idx = {c: i + 1 for i, c in enumerate(chars)}
vocab_size = len(chars) + 1
encoded = np.array([char2idx[c] for c in text])
seq_length = 20
X = np.array([encoded[i:i + seq_length] for i in range(len(encoded) - seq_length)])
y = np.array([encoded[i + seq_length] for i in range(len(encoded) - seq_length)])

model = tf.keras.Sequential()
model.add(layers.Embedding(vocab_size, 16))
model.add(layers.GRU(64))
model.add(layers.Dropout(0.2))
model.add(layers.Dense(vocab_size, activation='softmax'))
model.compile(loss='sparse_categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(X, y, batch_size=64, epochs=8)
