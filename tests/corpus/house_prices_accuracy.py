import pandas as pd
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from keras.models import Sequential
from keras.layers import Dense

# Model accuracy is 0.0000e+00 in every epoch!!! please help
rng = np.random.default_rng(0)
rooms = rng.integers(1, 8, 1000)
area = rng.normal(120, 40, 1000)
age = rng.integers(0, 90, 1000)
df = pd.DataFrame({"rooms": rooms, "area": area, "age": age})
df["price"] = 2000 * df.area + 15000 * df.rooms - 700 * df.age + rng.normal(0, 9000, 1000)

features = ["rooms", "area", "age"]
target = "price"
x_train, x_test, y_train, y_test = train_test_split(df[features], df[target], test_size=0.2, random_state=1)
scale = StandardScaler()
x_train = scale.fit_transform(x_train)
x_test = scale.transform(x_test)
y_mean, y_std = y_train.mean(), y_train.std()
y_train = (y_train - y_mean) / y_std
y_test = (y_test - y_mean) / y_std

model = Sequential([
    Dense(64, activation="relu", input_shape=(len(features),)),
    Dense(32, activation="relu"),
    Dense(1),
])
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["accuracy"])  # fault: KS410
model.fit(x_train, y_train, epochs=30, batch_size=32, validation_data=(x_test, y_test))
