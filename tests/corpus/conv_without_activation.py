import numpy as np
from tensorflow.keras import layers, models
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
X = X.reshape(len(X), 8, 8, 1) / 16
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y)

def conv_block(model, filters):
    model.add(layers.Conv2D(filters, (3, 3), padding='same'))  # fault: KS201
    model.add(layers.BatchNormalization())

net = models.Sequential()
net.add(layers.Input(shape=(8, 8, 1)))
conv_block(net, 16)
conv_block(net, 32)
net.add(layers.GlobalAveragePooling2D())
net.add(layers.Dense(10, activation='softmax'))
net.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
net.fit(X_train, y_train, epochs=15, batch_size=32, validation_data=(X_test, y_test))
