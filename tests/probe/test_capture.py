"""Scripts as people write them: whatever feeds fit(), and wherever it stands."""

import json
import sys

import pytest
from probe.findings import finding
from probe.scripts import HEALTHY, TOO_FAST

from kerascope.probe.request import ProbeRequest
from kerascope.probe.run import probe
from kerascope.source.notebook import parse_notebook

DATA_SET = """\
import tensorflow as tf
import keras
from keras import layers
from sklearn.datasets import load_digits


def data(images, labels):
    pairs = tf.data.Dataset.from_tensor_slices((images[..., None] / 16.0, labels))
    return pairs.shuffle(1000, seed=1).batch(32).prefetch(2)


def main():
    digits = load_digits()
    labels = keras.utils.to_categorical(digits.target)
    image = keras.Input((8, 8, 1))
    x = layers.Conv2D(16, 3)(image)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Dropout(0.2)(layers.Flatten()(x))
    model = keras.Model(image, layers.Dense(10)(x))
    model.summary()
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    model.fit(
        data(digits.images[:1400], labels[:1400]),
        validation_data=data(digits.images[1400:], labels[1400:]),
        epochs=7,
    )


if __name__ == "__main__":
    main()
"""

GENERATOR = """\
import numpy as np
import keras


def batches():
    rng = np.random.default_rng()
    while True:
        x = rng.normal(size=(16, 4))
        yield {"whole": x, "part": x[:, :2]}, (x[:, 0] > 0).astype(int)


whole = keras.Input((4,), name="whole")
part = keras.Input((2,), name="part")
joined = keras.layers.concatenate([whole, part])
output = keras.layers.Dense(2, activation="softmax")(joined)
model = keras.Model({"whole": whole, "part": part}, output)
model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
model.fit(batches(), steps_per_epoch=30, epochs=5, validation_data=batches(), validation_steps=5)
"""

SEQUENCE = """\
import numpy as np
import keras


class Sums(keras.utils.PyDataset):
    def __len__(self):
        return 20

    def __getitem__(self, index):
        x = np.random.default_rng(index).normal(size=(32, 6, 3)).astype("float32")
        return x, (x[:, :, 0].sum(1) > 0).astype("float32")


model = keras.Sequential([keras.layers.GRU(8), keras.layers.Dense(1, activation="sigmoid")])
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
model.fit(Sums(workers=1), epochs=5)
"""

KERAS_2 = """\
import numpy as np
import tensorflow as tf
import tf_keras as keras

x = np.random.normal(size=(500, 5))
y = x @ np.arange(5) + 3.0


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(16, "relu")
        self.norm = keras.layers.BatchNormalization()
        self.out = keras.layers.Dense(1)

    def call(self, x, training=False):
        return self.out(self.norm(self.hidden(x), training=training))

    def train_step(self, data):
        x, y = data
        if tf.reduce_max(x) > 1000.0:
            x = x / 1000.0
        return super().train_step((x, y))


model = Net()
model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
model.fit(x[:100], y[:100], epochs=50)
model.fit(x, y, epochs=30, validation_split=0.2)
"""

JAX = 'import os\nos.environ["KERAS_BACKEND"] = "jax"\n' + HEALTHY

CALLBACKS = HEALTHY.replace(
    "verbose=0",
    "verbose=0, class_weight={0: 1.0, 1: 2.0}, callbacks=[\n"
    "    keras.callbacks.LearningRateScheduler(lambda epoch: 0.01 * 0.9 ** epoch),\n"
    "    keras.callbacks.ReduceLROnPlateau(),\n"
    "    keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True),\n"
    "]",
)


OWN_RATE = HEALTHY.replace("learning_rate=0.01", "learning_rate=10.0").replace(
    "verbose=0", "verbose=0, callbacks=[WarmUp()]"
)
OWN_RATE = OWN_RATE.replace(
    "model = ",
    """class WarmUp(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.step = 0

    def on_train_batch_begin(self, batch, logs=None):
        self.step += 1
        self.model.optimizer.learning_rate = 0.01 * min(1.0, self.step / 20)


model = """,
)

MANY_LABELS = """\
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
number = rng.normal(size=(600, 4)).astype("float32")
word = rng.choice(["red", "green"], 600)
y = np.stack([number[:, 0] > 0, (number[:, 1] > 0) & (word == "red")], -1).astype("float32")
data = tf.data.Dataset.from_tensor_slices(({"number": number, "word": word}, y)).batch(32)
strategy = tf.distribute.MirroredStrategy()


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.lookup = tf.keras.layers.StringLookup(vocabulary=["red", "green"])
        self.embed = tf.keras.layers.Embedding(3, 2)
        self.hidden = tf.keras.layers.Dense(16, activation="relu")
        self.out = tf.keras.layers.Dense(2, activation="sigmoid")

    def call(self, x):
        colour = self.embed(self.lookup(x["word"]))
        return self.out(self.hidden(tf.concat([x["number"], colour], -1)))

    def train_step(self, batch):
        x, y = batch
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.keras.losses.binary_crossentropy(y, self(x, training=True)))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}


with strategy.scope():
    model = Net()
    model.compile(tf.keras.optimizers.Adam(0.01 * strategy.num_replicas_in_sync))
model.fit(data, epochs=16)
"""


@pytest.mark.parametrize(
    ("text", "package", "backend", "task"),
    [
        pytest.param(DATA_SET, "keras", "tensorflow", "classification", id="tf.data"),
        pytest.param(GENERATOR, "keras", "tensorflow", "classification", id="generator"),
        pytest.param(SEQUENCE, "keras", "tensorflow", "classification", id="PyDataset"),
        pytest.param(KERAS_2, "tf_keras", "tensorflow", "regression", id="tf_keras"),
        pytest.param(JAX, "keras", "jax", "classification", id="jax"),
        pytest.param(CALLBACKS, "keras", "tensorflow", "classification", id="callbacks"),
        pytest.param(OWN_RATE, "keras", "tensorflow", "classification", id="own callback"),
        pytest.param(MANY_LABELS, "keras", "tensorflow", "multi-label", id="texts, own step"),
    ],
)
def test_a_script_that_learns_is_seen_to_learn(run_probe, text, package, backend, task):
    report = run_probe(text)
    assert report.error is None
    assert report.environment is not None
    assert (report.environment.package, report.environment.backend) == (package, backend)
    assert report.baseline is not None
    assert report.baseline.task == task
    assert not report.baseline.stuck
    assert report.baseline.score > report.baseline.curve[0].mean + 0.1
    assert report.gradients or "train_step" in text
    assert "observation-failed" not in {item.kind for item in report.evidence}


def test_the_last_of_several_fits_is_the_one_on_trial(run_probe):
    text = HEALTHY + (
        "\nx2 = rng.normal(size=(90, 3))\n"
        "model = keras.Sequential([keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse')\n"
        "model.fit(x2, x2[:, 0], epochs=100, batch_size=30)\n"
        "print(model.predict(x2))\n"
    )
    report = run_probe(text)
    assert report.baseline is not None
    assert report.baseline.task == "regression"
    assert report.baseline.users_updates == 300


def test_a_notebook_runs_cell_by_cell_and_its_lines_are_its_own(tmp_path):
    book = {
        "nbformat": 4,
        "cells": [
            {"cell_type": "markdown", "source": "# A notebook"},
            {"cell_type": "code", "source": "%matplotlib inline\n!pip list\nx = 1\n"},
            {"cell_type": "code", "source": "y = x\nraise RuntimeError('here')\n"},
        ],
    }
    path = tmp_path / "book.ipynb"
    document = parse_notebook(json.dumps(book), str(path))
    report = probe(ProbeRequest(document, (), sys.executable))
    assert report.error is not None
    assert report.error.line == 2
    assert "RuntimeError: here" in report.error.sentence


def test_what_only_notebooks_understand_does_no_harm(tmp_path):
    cells = ["files = !ls\n%time x = 2\nif files:\n    !ls\n", "display(x)\nget_ipython().ask(x)\n"]
    cells.append("raise RuntimeError(f'{x} {files}')\n")
    book = {"nbformat": 4, "cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    path = tmp_path / "book.ipynb"
    document = parse_notebook(json.dumps(book), str(path))
    report = probe(ProbeRequest(document, (), sys.executable))
    assert report.error is not None
    assert "RuntimeError: 2 []" in report.error.sentence


def test_numbers_to_predict_are_no_classes(run_probe):
    text = HEALTHY.replace(
        "y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).astype", "y = (x[:, 0] * 9).astype"
    )
    text = text.replace('Dense(2, activation="softmax")', "Dense(1)").replace(
        "sparse_categorical_crossentropy", "mse"
    )
    report = run_probe(text)
    assert report.baseline is not None
    assert report.baseline.task == "regression"
    assert "trivial" not in {item.kind for item in report.evidence}


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(("Add()([b, a])", "Add()([b, image])"), id="wires"),
        pytest.param(("Dense(2)(c)", "Dense(2, dtype='float16')(c)"), id="precision"),
    ],
)
def test_an_edit_of_wires_or_precision_is_not_nothing(run_probe, edit):
    before, rest = HEALTHY.split("model = ")[0], HEALTHY.split("])\n")[1]
    text = before + (
        "image = keras.Input((8,))\n"
        "a = keras.layers.Dense(8, activation='relu')(image)\n"
        "b = keras.layers.Dense(8)(a)\n"
        "c = keras.layers.Add()([b, a])\n"
        "model = keras.Model(image, keras.layers.Dense(2)(c))\n"
    )
    text += rest.replace(
        '"sparse_categorical_crossentropy"',
        "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
    )
    (verdict,) = run_probe(text, finding(text, "KS213", edit)).verdicts
    assert verdict.seeds >= 2


def test_no_fix_is_confirmed_because_somebody_ended_the_script_without_it(run_probe):
    killed = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n"
    text = killed + HEALTHY
    report = run_probe(text, finding(text, "KS202", (killed, "\n\n")))
    assert "killed from outside" in report.error.sentence
    assert [verdict.verdict for verdict in report.verdicts] == ["could not run"]


def test_a_fix_that_makes_a_failing_script_train_is_confirmed_and_others_judged_on_top(run_probe):
    text = TOO_FAST.replace("sparse_categorical_crossentropy", "categorical_crossentropy")
    right, rate = run_probe(
        text,
        finding(text, "KS105", ('"categorical_crossentropy"', '"sparse_categorical_crossentropy"')),
        finding(text, "KS501", ("learning_rate=10.0", "learning_rate=0.01")),
    ).verdicts
    assert right.verdict == "confirmed"
    assert "Training failed" in right.reason
    assert rate.verdict == "confirmed"
    assert rate.reason.startswith("Judged on top of KS105")
