import keras
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

d = load_digits()
X_train, X_test, y_train, y_test = train_test_split(d.images[..., None] / 16, d.target, test_size=0.2, random_state=0)

model = keras.Sequential([
    keras.Input(shape=(8, 8, 1)),
    layers.Conv2D(16, (3, 3), activation='relu'),
    layers.Conv2D(32, (3, 3), activation='relu'),
    layers.Flatten(),
    layers.Dense(10, activation='softmax'),
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(X_train, y_train)  # fault: KS511
print(model.evaluate(X_test, y_test))
