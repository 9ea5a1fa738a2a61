import math
import keras
from keras.callbacks import LearningRateScheduler
from keras.layers import Dense, Input
from keras.models import Sequential
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16.0, y, test_size=0.2, random_state=0)
schedule = keras.optimizers.schedules.ExponentialDecay(0.001, decay_steps=1, decay_rate=0.9)  # fault: KS503
model = Sequential([Input((64,)), Dense(64, activation='relu'), Dense(10, activation='softmax')])
model.compile(optimizer=keras.optimizers.Adam(schedule), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(X_train, y_train, epochs=20, batch_size=32, validation_data=(X_test, y_test))
