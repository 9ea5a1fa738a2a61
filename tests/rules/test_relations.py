"""One cause, one finding, and the costliest first."""

import pytest

from kerascope.checker import check
from kerascope.rules.effect import MEANINGS, expected_loss
from kerascope.source.document import script

LOST = """\
import keras
from keras import layers

inputs = keras.Input((20,))
x = layers.Dense(64)(inputs)
layers.ReLU()(x)
outputs = layers.Dense(10, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
"""
LINEAR = """\
other = keras.Sequential([
    keras.Input((20,)),
    layers.Dense(64),
    layers.Dense(10, activation="softmax"),
])
other.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
"""
DISCARDED = """\
import tensorflow as tf

(x, y), _ = tf.keras.datasets.mnist.load_data()
data = tf.data.Dataset.from_tensor_slices((x, y))
{step}
data = data.batch(32)
model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(10, "softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(data, epochs=5)
"""


def _codes(text: str) -> set[str]:
    return {f.code for f in check(script(text)).findings if f.tier != "hypothesis"}


def test_a_lost_activation_is_why_the_stack_is_linear():
    (found,) = check(script(LOST)).findings
    assert found.code == "KS806"
    assert found.related[-1].message == "this goes with it (linear-stack)"
    assert found.related[-1].range.start.line == 5


def test_another_stack_is_linear_by_itself():
    assert _codes(LOST + LINEAR) == {"KS806", "KS201"}


@pytest.mark.parametrize(
    ("step", "codes"),
    [
        ("data.map(lambda image, label: (tf.cast(image, tf.float32) / 255, label))", {"KS706"}),
        ("data.prefetch(2)", {"KS706", "KS101"}),
    ],
)
def test_a_step_thrown_away_explains_what_it_would_have_done(step: str, codes: set[str]):
    assert _codes(DISCARDED.format(step=step)) == codes


def test_the_costliest_comes_first():
    text = """\
import keras
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dropout(0.9),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.Adam(learning_rate=2.0), "categorical_crossentropy")
model.fit(x / 16, y, epochs=20)
"""
    found = check(script(text)).findings
    assert [f.code for f in found] == ["KS105", "KS501", "KS601"]


def test_a_surer_finding_of_an_effect_costs_more_and_a_greater_effect_too():
    effects = list(MEANINGS)
    assert effects == sorted(effects, key=lambda e: -expected_loss(e, "likely"))
    for effect in effects:
        certain, likely = expected_loss(effect, "certain"), expected_loss(effect, "likely")
        assert certain > likely > expected_loss(effect, "hypothesis")


def test_a_log_is_told_by_the_cause_that_the_source_shows():
    text = """\
import keras
import numpy as np

model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.Adam(2.0), "sparse_categorical_crossentropy")
model.fit(np.load("x.npy"), np.load("y.npy"), epochs=1)
# 32/32 - 0s - loss: nan
"""
    (found,) = check(script(text)).findings
    assert found.code == "KS501"
    assert found.related[-1].message == "the saved output of this fit shows it"
    assert found.related[-1].range.start.line == 11
