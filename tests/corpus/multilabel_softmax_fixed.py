import numpy as np
from sklearn.datasets import make_multilabel_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from keras.models import Sequential
from keras.layers import Dense

# every movie has several genres
X, Y = make_multilabel_classification(n_samples=1500, n_features=20, n_classes=6, n_labels=2, random_state=3)
X_train, X_test, Y_train, Y_test = train_test_split(X, Y, test_size=0.2, random_state=0)
s = StandardScaler()
X_train = s.fit_transform(X_train)
X_test = s.transform(X_test)
model = Sequential()
model.add(Dense(64, activation='relu', input_dim=20))
model.add(Dense(6, activation='sigmoid'))
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['binary_accuracy'])
model.fit(X_train, Y_train, epochs=15, batch_size=32, validation_data=(X_test, Y_test))
