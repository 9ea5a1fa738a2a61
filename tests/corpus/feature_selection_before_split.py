# 95 % validation accuracy on pure noise?? and 50 % on new data
import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from keras.models import Sequential
from keras.layers import Dense, Dropout

genes = pd.DataFrame(np.random.RandomState(0).normal(size=(120, 3000)))
genes.to_csv('/tmp/genes.csv', index=False)
labels = np.random.RandomState(1).randint(0, 2, 120)

X = pd.read_csv('/tmp/genes.csv').values
selector = SelectKBest(f_classif, k=20)
X = selector.fit_transform(X, labels)  # fault: KS901
X_train, X_test, y_train, y_test = train_test_split(X, labels, test_size=0.3, random_state=0)
sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)
model = Sequential()
model.add(Dense(16, activation='relu', input_dim=20))
model.add(Dropout(0.3))
model.add(Dense(1, activation='sigmoid'))
model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
model.fit(X_train, y_train, epochs=40, batch_size=8, validation_data=(X_test, y_test), verbose=2)
