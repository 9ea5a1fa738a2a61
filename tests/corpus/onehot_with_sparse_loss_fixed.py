from keras.models import Sequential
from keras.layers import Dense
from keras.utils import to_categorical
from sklearn.datasets import load_digits

dd = load_digits()
trainX = dd.data / 16.
trainY = to_categorical(dd.target)
num_classes = trainY.shape[1]

model = Sequential()
model.add(Dense(50, input_shape=(64,), activation='relu'))
model.add(Dense(num_classes, activation='softmax'))
model.compile(loss='categorical_crossentropy',
              optimizer='adam',
              metrics=['accuracy'])
model.fit(trainX, trainY, epochs=10, batch_size=25, validation_split=0.2)
