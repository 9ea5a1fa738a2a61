from keras.layers import Input, Dense
from keras.models import Model
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from keras.optimizers import SGD

X, y = load_breast_cancer(return_X_y=True)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=1)
s = StandardScaler()
X_train = s.fit_transform(X_train); X_val = s.transform(X_val)

a = Input(shape=(30,))
b = Dense(16, activation='relu')(a)
c = Dense(1, activation='sigmoid')(b)
model = Model(inputs=a, outputs=c)
model.compile(loss='binary_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(X_train, y_train, validation_data=(X_val, y_val), epochs=30)
