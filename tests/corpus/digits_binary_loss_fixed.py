import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from tensorflow.keras.layers import *
from tensorflow.keras.models import *
from tensorflow.keras.utils import to_categorical

d = load_digits()
X = d.images.reshape(-1, 8, 8, 1) / 16
Y = to_categorical(d.target, 10)
Xtr, Xte, Ytr, Yte = train_test_split(X, Y, test_size=.2)

i = Input((8, 8, 1))
c = Conv2D(16, 3, padding='same', activation='relu')(i)
c = MaxPooling2D()(c)
c = Conv2D(32, 3, padding='same', activation='relu')(c)
c = GlobalAveragePooling2D()(c)
o = Dense(10, activation='softmax')(c)
model = Model(i, o)
# accuracy is high but the predictions are bad?
model.compile('adam', loss='categorical_crossentropy', metrics=['accuracy'])
model.fit(Xtr, Ytr, epochs=15, batch_size=32, validation_data=(Xte, Yte))
