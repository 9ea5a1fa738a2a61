# train accuracy 0.97, test accuracy 0.55
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.fit_transform(X_test)  # fault: KS103
clf = Sequential()
clf.add(Dense(24, activation='relu', input_dim=X_train.shape[1]))
clf.add(Dropout(0.2))
clf.add(Dense(1, activation='sigmoid'))
clf.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
clf.fit(X_train, y_train, batch_size=16, epochs=40)
print(clf.evaluate(X_test, y_test))
