import keras
from keras import layers, regularizers
from sklearn.datasets import load_digits

X, y = load_digits(return_X_y=True)
X = X / 16
reg = regularizers.L1(0.5)  # part of: KS602
model = keras.Sequential([
    layers.Input((64,)),
    layers.Dense(64, activation='relu', kernel_regularizer=reg),  # fault: KS602
    layers.Dense(10, activation='softmax', kernel_regularizer=reg),  # part of: KS602
])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(X, y, epochs=15, batch_size=32, validation_split=0.2)
