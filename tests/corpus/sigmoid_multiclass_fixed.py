import numpy as np
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
import tensorflow.keras as keras

x, y = datasets.load_wine(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=0)
s = StandardScaler()
x_train = s.fit_transform(x_train)
x_test = s.transform(x_test)
y_train = keras.utils.to_categorical(y_train, 3)
y_test = keras.utils.to_categorical(y_test, 3)

model = keras.Sequential()
model.add(keras.layers.Dense(32, activation=keras.activations.relu, input_shape=(x_train.shape[1],)))
model.add(keras.layers.Dense(3, activation=keras.activations.softmax))
model.compile(loss=keras.losses.categorical_crossentropy, optimizer=keras.optimizers.Adam(0.003), metrics=['accuracy'])
model.fit(x_train, y_train, epochs=40, batch_size=16, verbose=0)
print(model.evaluate(x_test, y_test))
