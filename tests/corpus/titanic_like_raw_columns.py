# -*- coding: utf-8 -*-
# Why my accuracy is stuck at 0.6 ?? I tried different layers and epochs, nothing helps
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.model_selection import train_test_split
from keras.models import Sequential
from keras.layers import Dense

# small data like the titanic one
rng = np.random.RandomState(7)
n = 900
data = pd.DataFrame({
    'Pclass': rng.randint(1, 4, n),
    'Sex': rng.choice(['male', 'female'], n),
    'Age': rng.uniform(1, 80, n).round(),
    'Fare': rng.exponential(90, n) * 10,
    'SibSp': rng.randint(0, 5, n),
})
data['Survived'] = ((data['Sex'] == 'female') & (data['Age'] < 60) | (data['Age'] < 12)).astype(int)

data['Sex'] = data['Sex'].map({'male': 0, 'female': 1})
print(data.head())
print(data.describe())

X = data.drop('Survived', axis=1).values
y = data['Survived'].values
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)

model = Sequential()
model.add(Dense(16, input_dim=5, activation='relu'))
model.add(Dense(8, activation='relu'))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])

history = model.fit(X_train, y_train, epochs=20, batch_size=16, verbose=2)  # fault: KS101
scores = model.evaluate(X_test, y_test)
print('Accuracy: %.2f%%' % (scores[1] * 100))
