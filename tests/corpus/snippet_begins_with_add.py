# only the end of the model, as I have it; loss stays at 1.38
model.add(Flatten())
model.add(Dense(128, activation='relu'))
model.add(Dense(num_classes, activation='softmax'))
model.add(Dropout(0.5))  # fault: KS210
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(x_train, y_train, batch_size=64, epochs=30, validation_data=(x_test, y_test))
