# it predicts the same number for every x, for y = 2x!
import numpy as np
import keras
from keras import layers

x = 1.0 * np.array(range(200))
y = 2.0 * x

model = keras.Sequential([keras.Input((1,)), layers.Dense(8, activation="relu"), layers.Dense(1)])
sgd = keras.optimizers.SGD(learning_rate=0.001)
model.compile(loss="mean_squared_error", optimizer=sgd)
model.fit(x, y, epochs=20, batch_size=10, verbose=0)  # fault: KS101
print(model.predict(np.array([10.0, 50.0])))
