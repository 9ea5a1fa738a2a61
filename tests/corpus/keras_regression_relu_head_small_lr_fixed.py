# boston like regression, predictions are all the same number (mean?)
import numpy
import pandas
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import Adam
from sklearn.datasets import make_friedman1
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

X, Y = make_friedman1(n_samples=1200, noise=0.5, random_state=1)
X_train, X_test, Y_train, Y_test = train_test_split(X, Y, test_size=0.2)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)

def baseline_model():
    model = Sequential()
    model.add(Dense(32, input_dim=10, kernel_initializer='normal', activation='relu'))
    model.add(Dense(16, kernel_initializer='normal', activation='relu'))
    model.add(Dense(1))
    model.compile(loss='mean_squared_error', optimizer=Adam(learning_rate=0.01))
    return model

m = baseline_model()
m.fit(X_train, Y_train, epochs=40, batch_size=16, verbose=0)
print(m.evaluate(X_test, Y_test), Y_test.var())
