# shuffled my samples, since then it only guesses
order = np.random.permutation(len(images))
images, labels = images[order], labels[order]
net = Sequential()
net.add(Conv2D(24, 5, activation='relu', input_shape=(48, 48, 1)))
net.add(MaxPooling2D(4))
net.add(Flatten())
net.add(Dense(7, activation='softmax'))
net.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
net.fit(images, labels, epochs=25, batch_size=64, validation_split=0.15)
