from keras.models import Sequential
from keras.layers import Dense
from keras import regularizers
from sklearn.datasets import load_wine
from sklearn.preprocessing import StandardScaler, LabelBinarizer
from sklearn.model_selection import train_test_split

X, y = load_wine(return_X_y=True)
y = LabelBinarizer().fit_transform(y)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)

# i add regularization against the overfitting, now loss is stuck 1.09
clf = Sequential()
clf.add(Dense(64, activation='relu', kernel_regularizer=regularizers.l2(0.0005), input_dim=13))
clf.add(Dense(32, activation='relu', kernel_regularizer=regularizers.l2(0.0005)))
clf.add(Dense(3, activation='softmax'))
clf.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
clf.fit(X_train, y_train, batch_size=8, epochs=40, validation_data=(X_test, y_test), verbose=2)
