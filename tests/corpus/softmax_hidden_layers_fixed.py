from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from keras.models import Sequential
from keras.layers import Dense
from keras.optimizers import Adam

iris = load_iris()
x_tr, x_te, y_tr, y_te = train_test_split(iris.data, iris.target, test_size=0.3, random_state=1)
sc = StandardScaler()
x_tr = sc.fit_transform(x_tr)
x_te = sc.transform(x_te)

model = Sequential()
model.add(Dense(16, input_dim=4, activation='relu'))
model.add(Dense(16, activation='relu'))
model.add(Dense(3, activation='softmax'))
model.compile(Adam(learning_rate=0.01), 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_tr, y_tr, epochs=40, batch_size=10, verbose=2)
print(model.evaluate(x_te, y_te))
