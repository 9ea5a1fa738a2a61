>>> model = Sequential()
>>> model.add(Dense(24, input_dim=6, activation='relu'))
>>> model.add(Dense(4, activation='sigmoid'))  # fault: KS405
>>> model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
>>> model.fit(X, to_categorical(groups, 4), epochs=40, batch_size=8)
Epoch 1/40
320/320 [==============================] - 0s 412us/step - loss: 1.3902 - acc: 0.2500
