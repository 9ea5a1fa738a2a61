"""What the reader knows of Keras' names, parameters and defaults."""

import subprocess
import sys
from pathlib import Path

import pytest

from kerascope.reader.library.signatures import (
    OPAQUE,
    REQUIRED,
    canonical,
    from_identifier,
    function_class,
    is_a,
    signature,
)

ROOT = Path(__file__).parents[3]


def test_the_generated_file_is_what_the_installed_libraries_say():
    script = ROOT / "scripts" / "generate_signatures.py"
    result = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("keras.layers.Dense", "keras.layers.Dense"),
        ("tensorflow.keras.layers.Dense", "keras.layers.Dense"),
        ("tensorflow.python.keras.layers.Dense", "keras.layers.Dense"),
        ("tensorflow.compat.v1.keras.layers.CuDNNLSTM", "keras.layers.LSTM"),
        ("tf_keras.layers.Dense", "keras.layers.Dense"),
        ("keras.src.models.sequential.Sequential", "keras.Sequential"),
        ("keras.layers.core.Dense", "keras.layers.Dense"),
        ("keras.layers.convolutional.Convolution2D", "keras.layers.Conv2D"),
        ("keras.layers.normalization.BatchNormalization", "keras.layers.BatchNormalization"),
        ("keras.layers.experimental.preprocessing.Rescaling", "keras.layers.Rescaling"),
        ("keras.layers.MaxPool2D", "keras.layers.MaxPooling2D"),
        ("keras.layers.merge.concatenate", "keras.layers.concatenate"),
        ("keras.layers.Dense.call", "keras.layers.Dense.call"),
        ("keras.layers", "keras.layers"),
        ("tensorflow.keras", "keras"),
        ("keras.Layer", "keras.layers.Layer"),
        ("keras.engine.topology.Layer", "keras.layers.Layer"),
        ("keras.models.Model", "keras.Model"),
        ("keras.models.Model.fit", "keras.Model.fit"),
        ("keras.models.Sequential.add", "keras.Sequential.add"),
        ("keras.layers.Input", "keras.Input"),
        ("keras.optimizers.legacy.Adam", "keras.optimizers.Adam"),
        ("tensorflow.optimizers.Adam", "keras.optimizers.Adam"),
        ("tensorflow.losses.sigmoid_cross_entropy", "tensorflow.losses.sigmoid_cross_entropy"),
        ("keras.metrics.mse", "keras.losses.mean_squared_error"),
        ("keras.utils.np_utils.to_categorical", "keras.utils.to_categorical"),
        ("keras.utils.Sequence", "keras.utils.PyDataset"),
        ("keras.preprocessing.sequence.pad_sequences", "keras.utils.pad_sequences"),
        ("keras.applications.vgg16.VGG16", "keras.applications.VGG16"),
        (
            "keras.applications.vgg16.preprocess_input",
            "keras.applications.vgg16.preprocess_input",
        ),
        ("keras.ops.numpy.mean", "keras.ops.mean"),
        ("keras.regularizers.l2", "keras.regularizers.L2"),
        ("keras.no_such_room.Thing", "keras.no_such_room.Thing"),
        ("numpy.array", "numpy.array"),
        ("keras_hub.models.Backbone", "keras_hub.models.Backbone"),
    ],
)
def test_each_thing_has_one_name(written, name):
    assert canonical(written) == name
    assert canonical(name) == name


def parameters(name, keras=3):
    found = signature(name, keras)
    return {parameter.name: parameter.default for parameter in found.parameters}


def test_parameters_come_in_order_with_their_defaults():
    dense = parameters("keras.layers.Dense")
    assert list(dense)[:3] == ["units", "activation", "use_bias"]
    assert dense["units"] is REQUIRED
    assert dense["kernel_initializer"] == "glorot_uniform"
    assert parameters("keras.layers.Conv2D")["strides"] == (1, 1)
    assert parameters("keras.layers.LeakyReLU")["negative_slope"] == 0.3


def test_a_default_that_is_an_object_is_opaque():
    assert parameters("keras.layers.Layer.add_weight", 2)["synchronization"] is OPAQUE


def test_keras_2_has_its_own_parameters():
    assert "max_queue_size" in parameters("keras.Model.fit", 2)
    assert "max_queue_size" not in parameters("keras.Model.fit", 3)
    assert parameters("keras.layers.LeakyReLU", 2) == {"alpha": 0.3}
    assert signature("keras.ops.relu", 2) is None
    assert signature("keras.Model.fit_generator", 3) is None
    assert signature("keras.Model.fit_generator", 2) is not None


def test_methods_are_inherited():
    assert signature("keras.Sequential.fit") == signature("keras.Model.fit")
    assert "epochs" in parameters("keras.Sequential.fit_generator", 2)
    assert "epoch" in parameters("keras.callbacks.EarlyStopping.on_epoch_end")


def test_catch_all_parameters_are_told_apart():
    dense, model = signature("keras.layers.Dense"), signature("keras.Model")
    assert dense.var_keyword
    assert not dense.var_positional
    assert [parameter.name for parameter in model.parameters][:2] == ["inputs", "outputs"]
    layer = signature("keras.layers.Layer")
    assert {parameter.kind for parameter in layer.parameters} == {"keyword"}


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("keras.layers.Dense", "keras.layers.Layer"),
        ("keras.Sequential", "keras.Model"),
        ("keras.Sequential", "keras.layers.Layer"),
        ("keras.layers.LocallyConnected1D", "keras.layers.Layer"),
        ("keras.optimizers.AdamW", "keras.optimizers.Optimizer"),
        ("keras.callbacks.EarlyStopping", "keras.callbacks.Callback"),
        ("keras.losses.MeanSquaredError", "keras.losses.Loss"),
        ("keras.metrics.AUC", "keras.metrics.Metric"),
        (
            "keras.optimizers.schedules.CosineDecay",
            "keras.optimizers.schedules.LearningRateSchedule",
        ),
    ],
)
def test_what_a_class_is(name, base):
    assert is_a(name, base)
    assert not is_a(base, name)


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        ("optimizer", "adam", "keras.optimizers.Adam"),
        ("optimizer", "RMSPROP", "keras.optimizers.RMSprop"),
        ("loss", "mse", "keras.losses.mean_squared_error"),
        ("loss", "MeanSquaredError", "keras.losses.MeanSquaredError"),
        ("loss", "Sparse_Categorical_Crossentropy", None),
        (
            "loss",
            "sparse_categorical_crossentropy",
            "keras.losses.sparse_categorical_crossentropy",
        ),
        ("metric", "auc", "keras.metrics.AUC"),
        ("activation", "relu", "keras.activations.relu"),
        ("activation", "swish", "keras.activations.silu"),
        ("activation", "no_such", None),
        ("initializer", "glorot_uniform", "keras.initializers.GlorotUniform"),
        ("initializer", "HeNormal", "keras.initializers.HeNormal"),
        ("regularizer", "l2", "keras.regularizers.L2"),
        ("regularizer", "l1_l2", "keras.regularizers.L1L2"),
    ],
)
def test_strings_stand_for_classes_and_functions(kind, text, name):
    assert from_identifier(kind, text) == name


def test_some_strings_are_known_to_one_version_only():
    assert from_identifier("optimizer", "lion", 3) == "keras.optimizers.Lion"
    assert from_identifier("optimizer", "lion", 2) is None
    assert from_identifier("loss", "logcosh", 2) == "keras.losses.log_cosh"
    assert from_identifier("loss", "logcosh", 3) is None


def test_functions_know_their_class():
    name = "keras.losses.mean_squared_error"
    assert function_class(name) == "keras.losses.MeanSquaredError"
    assert function_class("keras.layers.concatenate") == "keras.layers.Concatenate"
    assert function_class("keras.utils.to_categorical") is None
