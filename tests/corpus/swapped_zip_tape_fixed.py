import tensorflow as tf
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

X, y = load_iris(return_X_y=True)
X = StandardScaler().fit_transform(X).astype("float32")
train = tf.data.Dataset.from_tensor_slices((X, y)).shuffle(150, reshuffle_each_iteration=True).batch(16)
model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(3)])
ce = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = tf.keras.optimizers.Adam(0.01)

def step(x, y):
    with tf.GradientTape() as t:
        loss = ce(y, model(x, training=True))
    g = t.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(g, model.trainable_variables))
    return loss

for e in range(20):
    for x, yb in train:
        loss = step(x, yb)
    print(e, loss.numpy())
