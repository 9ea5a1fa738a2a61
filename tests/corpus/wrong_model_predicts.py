import keras
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16.0, y, test_size=0.2, random_state=2)

def create_model():
    m = keras.Sequential([
        keras.Input((64,)),
        layers.Dense(64, activation='relu'),
        layers.Dense(10, activation='softmax'),
    ])
    m.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    return m

model = create_model()
model.fit(X_train, y_train, epochs=15, batch_size=32)
# test acc is only 9 %
new_model = create_model()
print(new_model.evaluate(X_test, y_test))  # fault: KS808
