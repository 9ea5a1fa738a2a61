import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Embedding, LSTM, Dense, Dropout
from tensorflow.keras.preprocessing.text import Tokenizer
from tensorflow.keras.preprocessing.sequence import pad_sequences

texts = []
labels = []
good = ['great', 'good', 'love', 'nice', 'super', 'fine']
bad = ['bad', 'awful', 'hate', 'poor', 'boring', 'sad']
fill = ['the', 'film', 'was', 'a', 'movie', 'plot', 'actor', 'very', 'and', 'so']
r = np.random.RandomState(0)
for k in range(800):
    label = r.randint(2)
    words = list(r.choice(fill, 6)) + list(r.choice(good if label else bad, 2))
    r.shuffle(words)
    texts.append(' '.join(words))
    labels.append(label)

tokenizer = Tokenizer()
tokenizer.fit_on_texts(texts)
vocab_size = len(tokenizer.word_index) + 1
X = pad_sequences(tokenizer.texts_to_sequences(texts), maxlen=10)
y = np.array(labels)

model = Sequential()
model.add(Embedding(vocab_size, 16))
model.add(LSTM(16))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(X, y, epochs=8, batch_size=32, validation_split=0.2)
