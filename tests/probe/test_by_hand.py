"""Training loops that scripts write themselves, with a tape."""

import pytest
from probe.findings import finding

from kerascope.probe.verdict import ProbeReport

LOOP = """\
import numpy as np
import tensorflow as tf
import keras

rng = np.random.default_rng(0)
x = rng.normal(size=(600, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).astype("int32")
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(600).batch(32)


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.Sequential([keras.layers.Dense(32, activation="relu")])
        self.out = keras.layers.Dense(2)

    def call(self, x):
        return self.out(self.hidden(x))


model = Net()
loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = keras.optimizers.Adam(learning_rate=10.0)


@tf.function
def step(batch, labels):
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(batch, training=True))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))


for epoch in range(100):
    for batch, labels in data:
        step(batch, labels)
"""
FUNCTION = (
    LOOP.replace("import keras\n", "import tf_keras as keras\n")
    .replace("loss = loss_of(labels, model(batch, training=True))", "loss = loss_of(labels, batch)")
    .replace(
        "loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
        "def loss_of(labels, batch):\n"
        "    return keras.losses.sparse_categorical_crossentropy(\n"
        "        labels, model(batch, training=True), from_logits=True)\n",
    )
    .replace("learning_rate=10.0", "learning_rate=0.01")
    .replace("range(100)", "range(1)")
)
BATCHES = """\
import numpy as np
import keras

rng = np.random.default_rng(0)
x = rng.normal(size=(600, 8)).astype("float32")
y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).astype("float32")


def build():
    net = keras.Sequential([
        keras.layers.Input((8,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    net.compile(keras.optimizers.Adam(learning_rate=10.0), "binary_crossentropy", metrics=["acc"])
    return net


model, twin = build(), build()
for epoch in range(100):
    for start in range(0, 600, 50):
        part = slice(start, start + 50)
        loss, right = model.train_on_batch(x[part], y[part], class_weight={0: 1.0, 1: 1.1})
"""


def test_what_a_loop_trains_is_put_on_trial(run_probe):
    report: ProbeReport = run_probe(
        LOOP,
        finding(LOOP, "KS501", ("learning_rate=10.0", "learning_rate=0.01")),
        finding(LOOP, "KS701", ("training=True", "training=False")),
    )
    rate, inside = report.verdicts
    assert report.error is None
    assert rate.verdict == "confirmed"
    assert inside.verdict == "untestable"
    assert "the training loop itself" in inside.reason
    (said,) = [item for item in report.evidence if item.kind == "by-hand"]
    assert said.line == 31
    assert report.baseline is not None
    assert (report.baseline.train_samples, report.baseline.held_out_samples) == (480, 120)


def test_a_loop_of_train_on_batch_is_put_on_trial(run_probe):
    report: ProbeReport = run_probe(
        BATCHES, finding(BATCHES, "KS501", ("learning_rate=10.0", "learning_rate=0.01"))
    )
    assert report.error is None
    assert [verdict.verdict for verdict in report.verdicts] == ["confirmed"]
    assert report.baseline is not None
    assert (report.baseline.train_samples, report.baseline.held_out_samples) == (480, 120)


def test_loss_functions_are_heard_and_a_loop_may_end_early(run_probe):
    report: ProbeReport = run_probe(FUNCTION)
    assert report.error is None
    assert report.environment is not None
    assert report.environment.package == "tf_keras"
    assert report.baseline is not None
    assert report.baseline.skill > 0.5


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            LOOP.replace("model(batch, training=True)", "model(batch) + Net()(batch)"),
            "The data of the training loop in line 31 cannot be used for trials: each update of "
            "the loop calls 2 models and 1 losses of Keras",
            id="two models",
        ),
        pytest.param(
            BATCHES + "        twin.train_on_batch(x[part], y[part])\n",
            "the loop trains several models",
            id="two models by turns",
        ),
    ],
)
def test_other_loops_are_told_apart(run_probe, text, sentence):
    report: ProbeReport = run_probe(text)
    assert report.error is not None
    assert sentence in report.error.sentence
