import pandas as pd
import numpy as np
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import RobustScaler
from tensorflow import keras

# credit card fraud: accuracy 0.98 from the first epoch, but predicts always 0
X, y = make_classification(n_samples=4000, n_features=12, n_informative=5, weights=[0.98], flip_y=0.01, random_state=8)
data = pd.DataFrame(X, columns=['V%d' % i for i in range(12)])
data['Class'] = y
print(data['Class'].value_counts())

X_train, X_test, y_train, y_test = train_test_split(data.drop(columns='Class'), data['Class'], test_size=0.2, stratify=data['Class'], random_state=1)
scaler = RobustScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)

model = keras.models.Sequential([
    keras.layers.Dense(32, activation='relu', input_shape=(X_train.shape[1],)),
    keras.layers.Dropout(0.3),
    keras.layers.Dense(16, activation='relu'),
    keras.layers.Dense(1, activation='sigmoid'),
])
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
model.fit(X_train, y_train, epochs=10, batch_size=64, validation_data=(X_test, y_test))  # fault: KS107
pred = (model.predict(X_test) > 0.5).astype('int32')
print('found frauds:', pred.sum(), 'of', y_test.sum())
