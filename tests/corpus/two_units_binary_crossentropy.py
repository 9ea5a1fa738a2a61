import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from keras.models import Sequential
from keras.layers import Dense

cancer = load_breast_cancer()
df = pd.DataFrame(cancer['data'], columns=cancer['feature_names'])
target = cancer['target']
X_train, X_test, y_train, y_test = train_test_split(df, target, test_size=0.3, random_state=42)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)

# two classes = 2 neurons?
model = Sequential([
    Dense(15, activation='relu', input_shape=(30,)),
    Dense(2, activation='softmax'),
])
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])  # fault: KS415
model.fit(X_train, y_train, epochs=20, batch_size=16, validation_data=(X_test, y_test))
