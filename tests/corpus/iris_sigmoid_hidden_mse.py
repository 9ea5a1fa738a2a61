from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder, StandardScaler
import numpy as np
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import Adam

iris = datasets.load_iris()
X = iris.data
Y = iris.target.reshape(-1, 1)
encoder = OneHotEncoder()
Y = encoder.fit_transform(Y).toarray()

train_x, test_x, train_y, test_y = train_test_split(X, Y, test_size=0.2, stratify=iris.target)
ss = StandardScaler()
train_x = ss.fit_transform(train_x)
test_x = ss.transform(test_x)

# deep network should be better, but it predicts always the same class
model = Sequential()
model.add(Dense(20, input_shape=(4,), activation='sigmoid'))  # fault: KS202
model.add(Dense(20, activation='sigmoid'))  # part of: KS202
model.add(Dense(20, activation='sigmoid'))  # part of: KS202
model.add(Dense(20, activation='sigmoid'))  # part of: KS202
model.add(Dense(3, activation='softmax'))
model.compile(Adam(learning_rate=0.005), loss='mse', metrics=['accuracy'])  # fault: KS407
model.fit(train_x, train_y, verbose=2, batch_size=5, epochs=30)
results = model.evaluate(test_x, test_y)
print('Final test set loss: {:4f}'.format(results[0]))
print('Final test set accuracy: {:4f}'.format(results[1]))
