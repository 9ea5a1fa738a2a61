"""Data that come in batches: as many epochs of them as differ from each other."""

import inspect

import keras
import numpy as np
import tensorflow as tf

from kerascope.probe.runtime.capture import Capture, capture

X, Y = np.arange(64, dtype="float32").reshape(32, 2), np.arange(32) % 2
HELD_OUT = (X[:8], Y[:8])


class Same(keras.utils.PyDataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        part = slice(8 * index, 8 * index + 8)
        return X[part], Y[part]


def captured(x, **more) -> Capture:
    model = keras.Sequential([keras.layers.Dense(1)])
    assert "steps_per_epoch" in inspect.signature(keras.Model.fit).parameters
    return capture(model, keras.Model.fit, (x,), {"epochs": 5, **more}, 1 << 20)


def shuffling() -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices((X, Y)).shuffle(32).batch(8)


def test_a_data_set_that_shuffles_is_drawn_once_for_each_epoch():
    found = captured(shuffling(), validation_data=HELD_OUT)
    assert (found.passes, found.epoch_rows, found.train.rows) == (5, 32, 160)
    epochs = found.train.y.reshape(5, 32)
    assert not np.array_equal(epochs[0], epochs[1])
    assert found.total_rows == 32


def test_epochs_that_are_alike_are_kept_once_and_batches_change_places():
    found = captured(Same(), validation_data=HELD_OUT)
    assert (found.passes, found.train.rows) == (1, 32)
    assert found.batches_shuffled
    assert not found.shuffled
    assert not captured(Same(), validation_data=HELD_OUT, shuffle=False).batches_shuffled


def test_without_validation_data_no_sample_is_held_out_and_trained_on():
    found = captured(shuffling())
    assert found.passes == 1
    trained = {tuple(row) for row in found.train.x}
    assert not trained & {tuple(row) for row in found.held_out.x}
