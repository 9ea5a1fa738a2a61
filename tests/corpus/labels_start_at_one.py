import numpy as np
import pandas as pd
from keras import Sequential, Input
from keras.layers import Dense
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# star rating of a review: 1..5
rng = np.random.RandomState(0)
feats = rng.normal(size=(1500, 6))
score = feats[:, 0] * 1.5 + feats[:, 3]
rating = np.digitize(score, [-2, -0.7, 0.7, 2]) + 1
X_train, X_test, y_train, y_test = train_test_split(feats, rating, test_size=0.2)

model = Sequential([
    Input(shape=(6,)),
    Dense(32, activation='relu'),
    Dense(5, activation='softmax'),  # fault: KS106
])
# loss is nan
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(X_train, y_train, epochs=15, batch_size=32, validation_data=(X_test, y_test))
