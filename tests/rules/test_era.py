"""For which Keras a script or notebook is taken to be."""

import json

import pytest

from kerascope.checker import check
from kerascope.source.document import script
from kerascope.source.notebook import parse_notebook

SOURCE = """\
import tensorflow as tf

(x, y), _ = tf.keras.datasets.mnist.load_data()
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x / 255, y, epochs=1)
print(history.history["acc"])
"""


def _tiers(printed: str) -> list[str]:
    output = {"output_type": "stream", "name": "stdout", "text": printed}
    cell = {"cell_type": "code", "source": SOURCE, "outputs": [output], "execution_count": 1}
    notebook: dict[str, object] = {"cells": [cell], "nbformat": 4, "nbformat_minor": 5}
    found = check(parse_notebook(json.dumps(notebook).encode(), "run.ipynb")).findings
    return [finding.tier for finding in found if finding.code == "KS802"]


def test_a_run_of_an_older_tensorflow_logged_under_older_names() -> None:
    assert _tiers("60000/60000 [====] - 6s 108us/sample - loss: 0.4856 - acc: 0.8274\n") == [
        "hypothesis"
    ]


def test_a_newer_run_did_not() -> None:
    assert _tiers("1875/1875 - 6s 2ms/step - loss: 0.4856 - accuracy: 0.8274\n") == ["certain"]


@pytest.mark.parametrize(
    ("line", "tier"),
    [("import keras", "certain"), ("from tensorflow import keras", "hypothesis")],
    ids=["Keras by itself", "TensorFlow's, which took an Input long before"],
)
def test_an_input_in_a_sequential_model(line: str, tier: str) -> None:
    text = f"""{line}

model = keras.Sequential([keras.layers.Input((20,)), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(lr=0.01), loss="mse")
"""
    found = check(script(text)).findings
    assert [finding.tier for finding in found if finding.code == "KS801"] == [tier]


@pytest.mark.parametrize(
    ("line", "watched", "tier"),
    [
        ("from keras.models import Sequential", "val_acc", "hypothesis"),
        ("from keras.models import Sequential", "val_accurracy", "certain"),
        ("from tensorflow.keras.models import Sequential", "val_acc", "certain"),
    ],
    ids=["a name of an older Keras", "a name of none", "not of TensorFlow 2"],
)
def test_a_callback_that_watches_an_old_name(line: str, watched: str, tier: str) -> None:
    text = f"""{line}
{line.replace("models", "layers").replace("Sequential", "Dense")}
{line.replace("models", "callbacks").replace("Sequential", "EarlyStopping")}

model = Sequential()
model.add(Dense(8, activation="relu", input_dim=4))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
stop = EarlyStopping(monitor="{watched}", patience=5)
model.fit(x, y, epochs=90, validation_split=0.1, callbacks=[stop])
"""
    found = check(script(text)).findings
    assert [finding.tier for finding in found if finding.code == "KS605"] == [tier]
