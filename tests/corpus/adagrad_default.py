import tensorflow as tf
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=0.2, random_state=1)
def get_compiled_model(opt):
    model = tf.keras.Sequential([
        tf.keras.layers.Dense(64, activation='relu', input_shape=(64,)),
        tf.keras.layers.Dense(10, activation='softmax'),
    ])
    model.compile(optimizer=opt, loss='sparse_categorical_crossentropy', metrics=['accuracy'])  # part of: KS504
    return model

model = get_compiled_model('adagrad')  # fault: KS504
model.fit(X_train, y_train, epochs=15, batch_size=32, validation_data=(X_test, y_test))
