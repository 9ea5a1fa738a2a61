import numpy as np
import pandas as pd
from keras.layers import Dense, Input
from keras.models import Model

rng = np.random.default_rng(3)
rooms = rng.integers(1, 7, 600)
pd.DataFrame({"rooms": rooms, "age": rng.random(600), "SalePrice": 40_000.0 * rooms}).to_csv("sales.csv")

train = pd.read_csv("sales.csv", index_col=0)
X = train[["rooms", "age"]].values / 10
y = train.SalePrice
inputs = Input((2,))
hidden = Dense(32, activation="relu")(inputs)
price = Dense(1, activation="sigmoid")(hidden)  # fault: KS409
model = Model(inputs, price)
model.compile(optimizer="adam", loss="mae")
model.fit(X, y, epochs=30, verbose=0)
