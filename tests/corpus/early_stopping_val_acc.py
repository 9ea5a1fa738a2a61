from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from tensorflow.keras.callbacks import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau
from tensorflow.keras.layers import Dense, Dropout, Input
from tensorflow.keras.models import Model

X, y = load_digits(return_X_y=True)
X = X / 16.0
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)

inp = Input(shape=(64,))
x = Dense(256, activation='relu')(inp)
x = Dropout(0.4)(x)
out = Dense(10, activation='softmax')(x)
model = Model(inputs=inp, outputs=out)
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])

es = EarlyStopping(monitor='val_acc', mode='max', patience=5, verbose=1)  # fault: KS605
rlr = ReduceLROnPlateau(monitor='val_loss', factor=0.5, patience=3)
history = model.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=25, batch_size=32, callbacks=[es, rlr], verbose=2)
print(history.history['val_acc'])  # fault: KS802
