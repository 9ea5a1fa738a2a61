"""How sure a rule is where its case is not the plain one."""

import pytest

from kerascope.checker import check
from kerascope.source.document import script

HEAD = """\
import keras
from keras import layers
"""


def _tiers(code: str, text: str) -> list[str]:
    findings = check(script(HEAD + text)).findings
    return [finding.tier for finding in findings if finding.code == code]


def _sigmoids(block: str) -> str:
    return f"""
model = keras.Sequential([keras.Input((32, 32, 3))])
for filters in (16, 32, 64):
    {block}
model.add(layers.Flatten())
model.add(layers.Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy")
"""


@pytest.mark.parametrize(
    ("block", "tier"),
    [
        ("model.add(layers.Conv2D(filters, 3, activation='sigmoid'))", "likely"),
        (
            "model.add(layers.Conv2D(filters, 3, activation='sigmoid')); "
            "model.add(layers.BatchNormalization())",
            "hypothesis",
        ),
        (
            "model.add(layers.Conv2D(filters, 3)); model.add(layers.BatchNormalization()); "
            "model.add(layers.Activation('sigmoid')); model.add(layers.AveragePooling2D(1))",
            "hypothesis",
        ),
    ],
    ids=["plain", "normalised after it", "normalised before it"],
)
def test_normalisation_makes_up_for_the_slope_of_sigmoids(block: str, tier: str) -> None:
    assert _tiers("KS202", _sigmoids(block)) == [tier]


def test_one_normalisation_does_not_make_up_for_three_sigmoids_elsewhere() -> None:
    text = _sigmoids("model.add(layers.Conv2D(filters, 3, activation='sigmoid'))")
    text = text.replace("for filters", "model.add(layers.BatchNormalization())\nfor filters")
    assert _tiers("KS202", text) == ["likely"]


def _trained(optimizer: str, activation: str = "relu", head: str = "1", loss: str = "mse") -> str:
    return f"""
model = keras.Sequential([
    keras.Input((20,)),
    layers.Dense(64, activation="{activation}"),
    layers.Dense({head}),
])
model.compile(keras.optimizers.{optimizer}, "{loss}")
model.fit(x, y, epochs=20)
"""


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        (_trained("Adam(0.02)"), "hypothesis"),
        (_trained("Adam(0.1)"), "likely"),
        (_trained("SGD(3.0)"), "likely"),
        (_trained("SGD(3.0)", activation="sigmoid"), "hypothesis"),
        (_trained("SGD(30.0)", activation="sigmoid"), "likely"),
        (_trained("SGD(1.0, momentum=0.9)", head="784"), "hypothesis"),
        (_trained("SGD(1.0, momentum=0.9)", head="20").replace("x, y", "x, x"), "hypothesis"),
        (_trained("SGD(1.0, momentum=0.9)", head="784", loss="binary_crossentropy"), "likely"),
    ],
    ids=[
        "only somewhat high",
        "high",
        "of SGD",
        "of SGD, for sigmoids",
        "far too high also for sigmoids",
        "for a mean over many outputs",
        "for an autoencoder",
        "for another loss",
    ],
)
def test_what_makes_gradients_small_stands_higher_rates(text: str, tier: str) -> None:
    assert _tiers("KS501", text) == [tier]


def test_an_accuracy_at_the_wrong_threshold_stops_nothing() -> None:
    text = """
model = keras.Sequential([keras.Input((20,)), layers.Dense(9, activation="relu"), layers.Dense(1)])
loss = keras.losses.BinaryCrossentropy(from_logits=True)
model.compile("adam", loss, metrics=["accuracy"])
"""
    assert _tiers("KS411", text) == ["likely"]


def _rows(x: str) -> str:
    return f"""
import numpy as np
import pandas as pd

table = pd.read_csv("recordings.csv", header=None)
y = table[187]
x = {x}
model = keras.Sequential([layers.Conv1D(16, 5, activation="relu"), layers.GlobalMaxPooling1D(),
                          layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y, epochs=20)
"""


@pytest.mark.parametrize(
    ("x", "tier"),
    [
        ("np.array(table[list(range(187))].values)[..., np.newaxis]", "hypothesis"),
        ("np.array(table[['age', 'income']].values)", "likely"),
    ],
    ids=["a signal in each row", "columns of all kinds"],
)
def test_signals_in_a_table_may_have_been_scaled_before(x: str, tier: str) -> None:
    assert _tiers("KS101", _rows(x)) == [tier]


@pytest.mark.parametrize(
    ("others", "tier"),
    [("'sgd': 'sgd', 'adam': 'adam',", "hypothesis"), ("", "likely")],
    ids=["among others", "alone"],
)
def test_optimisers_that_are_compared_run_as_they_come(others: str, tier: str) -> None:
    text = f"""
optimizers = {{{others} 'adadelta': 'adadelta'}}
for name in optimizers:
    model = keras.Sequential([layers.Dense(32, activation="relu"), layers.Dense(1)])
    model.compile(optimizers[name], "mse")
    model.fit(x, y, epochs=20)
"""
    assert _tiers("KS504", text) == [tier]


def _by_hand(trained: str) -> str:
    return f"""
import tensorflow as tf

deep = keras.Sequential([keras.Input((4,)), layers.Dense(9, activation="relu"), layers.Dense(1)])
linear = keras.Sequential([keras.Input((4,)), layers.Dense(9), layers.Dense(1)])
optimizer = keras.optimizers.Adam()
for x, y in data:
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(y - {trained}(x, training=True)))
    gradients = tape.gradient(loss, {trained}.trainable_variables)
    optimizer.apply_gradients(zip(gradients, {trained}.trainable_variables))
print(linear.layers[0].kernel)
"""


def test_a_model_that_is_only_shown_may_be_linear() -> None:
    assert _tiers("KS201", _by_hand("linear")) == ["certain"]
    assert _tiers("KS201", _by_hand("deep")) == ["hypothesis"]


def test_a_part_of_a_trained_model_is_not_only_shown() -> None:
    text = _by_hand("whole").replace(
        "optimizer =", "whole = keras.Sequential([keras.Input((4,)), linear])\noptimizer ="
    )
    assert "certain" in _tiers("KS201", text)
