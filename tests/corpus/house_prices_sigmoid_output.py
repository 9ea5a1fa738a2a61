from sklearn.datasets import make_regression
from sklearn.preprocessing import MinMaxScaler
from sklearn.model_selection import train_test_split
import tensorflow as tf

# predictions are all 1.0, the loss is huge and stays
X, y = make_regression(n_samples=1200, n_features=8, noise=5.0, bias=180.0, random_state=4)
X_train, X_test, y_train, y_test = train_test_split(X, y)
mm = MinMaxScaler()
X_train = mm.fit_transform(X_train)
X_test = mm.transform(X_test)

net = tf.keras.models.Sequential()
net.add(tf.keras.layers.Dense(64, input_shape=[8], activation=tf.nn.relu))
net.add(tf.keras.layers.Dense(64, activation=tf.nn.relu))
net.add(tf.keras.layers.Dense(1, activation=tf.nn.sigmoid))  # fault: KS409
net.compile(optimizer=tf.keras.optimizers.RMSprop(0.003), loss='mse', metrics=['mae'])
net.fit(X_train, y_train, epochs=40, batch_size=16, verbose=2)
print(net.predict(X_test)[:5], y_test[:5])
