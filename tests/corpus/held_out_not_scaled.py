# train acc 0.99, test acc 0.40 ... is this overfitting?
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, BatchNormalization

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=11)
X_train = X_train.astype('float32')
X_test = X_test.astype('float32')
X_train = X_train / 16.0

model = Sequential([Dense(64, activation='tanh', input_shape=(64,)), Dense(10, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(X_train, y_train, epochs=20)
test_loss, test_acc = model.evaluate(X_test, y_test)  # fault: KS103
print('Test accuracy:', test_acc)
