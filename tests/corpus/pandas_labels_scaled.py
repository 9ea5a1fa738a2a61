import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split
import tensorflow as tf

# sensors csv, I made a small copy of it
rng = np.random.default_rng(6)
raw = pd.DataFrame(rng.normal(size=(1200, 5)) * [1, 100, 5000, 0.1, 30], columns=['t', 'p', 'v', 'q', 'rpm'])
raw['state'] = np.where(raw['p'] > 20, 'broken', 'ok')
raw.to_csv('/tmp/sensors_copy.csv', index=False)

df = pd.read_csv('/tmp/sensors_copy.csv')
df['state'] = df['state'].astype('category').cat.codes
labels = df.pop('state')
X_train, X_test, y_train, y_test = train_test_split(df.values, labels.values, test_size=0.2, random_state=0)

def make_model(units, activation='relu'):
    inp = tf.keras.Input(shape=(5,))
    x = tf.keras.layers.Dense(units, activation=activation)(inp)
    x = tf.keras.layers.Dense(units, activation=activation)(x)
    out = tf.keras.layers.Dense(1, activation='sigmoid')(x)
    return tf.keras.Model(inp, out)

model = make_model(32)
model.compile(optimizer=tf.keras.optimizers.Adam(), loss=tf.keras.losses.BinaryCrossentropy(), metrics=['accuracy'])
model.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=15, batch_size=32)  # fault: KS101
