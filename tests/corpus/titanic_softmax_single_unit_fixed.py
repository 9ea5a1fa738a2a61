import numpy as np
import pandas as pd
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import train_test_split

# loss goes nowhere and the accuracy is always 0.38, the same in every epoch
np.random.seed(1)
df = pd.DataFrame(np.random.randn(800, 6), columns=list('abcdef'))
df['target'] = (df['a'] + df['b'] * df['c'] > 0.3).astype('int')

y = df.pop('target').values
X = df.values
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25)
scaler = StandardScaler().fit(X_tr)
X_tr = scaler.transform(X_tr)
X_te = scaler.transform(X_te)

model = keras.Sequential([
    layers.Dense(32, activation='relu', input_shape=(6,)),
    layers.Dense(16, activation='relu'),
    layers.Dense(1, activation='sigmoid')
])
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
model.summary()
model.fit(X_tr, y_tr, validation_data=(X_te, y_te), epochs=15, batch_size=32)
