from keras import models, layers
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import scale

data = load_breast_cancer()
x = scale(data.data)
y = data.target
model = models.Sequential()
model.add(layers.Dense(16, activation='relu', input_shape=(30,)))
model.add(layers.Dense(1, activation='sigmoid'))
# LossTensor is inf or nan / label value 1 is outside the valid range of [0, 1)
model.compile(optimizer='rmsprop', loss='sparse_categorical_crossentropy', metrics=['accuracy'])  # fault: KS402
model.fit(x, y, epochs=20, batch_size=16)
