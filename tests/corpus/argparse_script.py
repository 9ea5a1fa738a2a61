import argparse
import numpy as np
import keras
from keras import layers
from sklearn.datasets import load_digits

parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=1.0)  # fault: KS501
parser.add_argument('--epochs', type=int, default=15)
parser.add_argument('--batch-size', type=int, default=32)
args = parser.parse_args()

x, y = load_digits(return_X_y=True)
x = x.astype('float32') / 16
y = keras.utils.to_categorical(y, 10)

def get_model():
    inputs = layers.Input(shape=(64,))
    net = layers.Dense(64, activation='relu')(inputs)
    net = layers.Dense(64, activation='relu')(net)
    net = layers.Dense(10, activation='softmax')(net)
    return keras.models.Model(inputs, net)

model = get_model()
model.compile(optimizer=keras.optimizers.Adam(learning_rate=args.lr), loss='categorical_crossentropy', metrics=['accuracy'])  # part of: KS501
model.fit(x, y, batch_size=args.batch_size, epochs=args.epochs, validation_split=0.1)
