# every row of the picture gets an answer of its own
model = Sequential()
model.add(Dense(200, activation='relu', input_shape=(32, 32)))  # fault: KS204
model.add(Dense(50, activation='relu'))
model.add(Dense(12, activation='softmax'))
model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
model.fit(glyphs / 255., to_categorical(letters, 12), epochs=15, batch_size=64)
