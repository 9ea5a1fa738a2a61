"""Static shapes and parameter counts against the real layers', one by one."""

import pytest

from kerascope.reader.library.signatures import canonical, is_a, signature
from kerascope.reader.shapes import LAYERS, infer

from . import real_keras
from .layer_cases import BOTH, KERAS_2, KERAS_3

CASES = [
    *((3, *case) for case in BOTH + KERAS_3),
    *((2, *case) for case in BOTH + KERAS_2),
]

# They wrap code of the user's or of other frameworks, or take dictionaries: nothing to infer.
OPAQUE = {
    "AbstractRNNCell",
    "DenseFeatures",
    "FlaxLayer",
    "JaxLayer",
    "Layer",
    "MaxNumBoundingBoxes",
    "TFSMLayer",
    "TorchModuleWrapper",
}
# Not called on their own by users: an input is made by Input, a cell runs inside a layer.
INSIDE_OTHERS = {
    "GRUCell",
    "InputLayer",
    "LSTMCell",
    "Lambda",
    "SimpleRNNCell",
    "StackedRNNCells",
    "Wrapper",
}


def name_of(case):
    version, class_name, config, *_ = case
    return f"keras{version}-{class_name}-{','.join(f'{k}={v}' for k, v in config.items())}"[:80]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_static_equals_real(case):
    version, class_name, config, *inputs = case
    dtype = real_keras.dtype_for(class_name)
    tensors = [real_keras.tensor(shape, version, dtype) for shape in inputs]
    made = real_keras.layer(class_name, config, version)
    output = real_keras.called(class_name, made, tensors)

    static = infer(class_name, config, inputs, version)

    assert static.problem is None
    assert (static.output, static.parameters) == (output, made.count_params())


def test_every_built_in_layer_is_in_the_tables():
    built_in = {
        name.removeprefix("keras.layers.")
        for version in (2, 3)
        for name in real_names(version)
        if signature(name, version) and is_a(name, "keras.layers.Layer")
    }
    in_tables = {class_name for _, class_name, *_ in CASES}
    assert built_in - OPAQUE - INSIDE_OTHERS - in_tables == set()
    assert built_in - OPAQUE - set(LAYERS) == set()


def real_names(version):
    found = {f"keras.layers.{name}" for name in dir(real_keras.library(version).layers)}
    return {name for name in found if canonical(name) == name}
