"""Needs imbalanced-learn, so it runs only where that is installed."""
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from keras.models import Sequential
from keras.layers import Dense

# recall 0.99 in the notebook and 0.2 in production
X, y = make_classification(n_samples=3000, n_features=10, weights=[0.95], random_state=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
X_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)
sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)
model = Sequential()
model.add(Dense(32, activation='relu', input_dim=10))
model.add(Dense(1, activation='sigmoid'))
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['Recall'])
model.fit(X_train, y_train, epochs=15, batch_size=32, validation_data=(X_test, y_test))
