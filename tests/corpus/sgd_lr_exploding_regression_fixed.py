# loss: inf, then nan. I use raw targets
import numpy as np
from sklearn.datasets import make_regression
from sklearn.preprocessing import StandardScaler
from keras import models, layers, optimizers

X, y = make_regression(n_samples=800, n_features=6, noise=3, random_state=1)
X = StandardScaler().fit_transform(X)
y = (y - y.mean()) / y.std()
network = models.Sequential()
network.add(layers.Dense(64, activation='relu', input_shape=(6,)))
network.add(layers.Dense(64, activation='relu'))
network.add(layers.Dense(1))
network.compile(optimizer=optimizers.SGD(learning_rate=0.01, momentum=0.9), loss='mse', metrics=['mae'])
network.fit(X, y, epochs=25, batch_size=16, validation_split=0.2)
