"""The program's own Keras decides where Keras 2 and 3 differ, checked against both."""

import textwrap
from types import ModuleType

import pytest

from kerascope.program.layer import ModelGraph
from kerascope.reader.read import read
from kerascope.source.document import script

from . import real_keras

IMPORTS = {2: "import tf_keras as keras\n", 3: "import keras\n"}
FUNCTIONAL = "model = keras.Model(inputs, outputs)\n"

BOTH = [
    "inputs = keras.Input((12, 5))\n"
    "outputs = keras.layers.EinsumDense('abc,cd->abd', output_shape=(None, 6))(inputs)\n",
    "inputs = [keras.Input((None, 5)), keras.Input((12, 5))]\n"
    "outputs = keras.layers.Maximum()(inputs)\n",
    "inputs = keras.Input((1,), dtype='string')\n"
    "outputs = keras.layers.TextVectorization(50, output_mode='multi_hot', "
    "pad_to_max_tokens=True)(inputs)\n",
    "inputs = keras.Input((12, 5))\n"
    "outputs = keras.layers.Bidirectional(keras.layers.LSTM(3, return_sequences=True))(inputs)\n",
]
OLD = [
    "inputs = keras.Input((12, 5))\noutputs = keras.layers.LocallyConnected1D(4, 3)(inputs)\n",
    "inputs = keras.Input((28, 20, 3))\n"
    "outputs = keras.layers.LocallyConnected2D(4, (3, 2), (2, 1))(inputs)\n",
    "inputs = keras.Input((12, 5))\noutputs = keras.layers.ThresholdedReLU(0.5)(inputs)\n",
]
CASES = [*((version, text) for text in BOTH for version in (2, 3)), *((2, text) for text in OLD)]


def static(text: str) -> ModelGraph:
    program = read(script(text + FUNCTIONAL))
    (model,) = program.models
    return model


def real(text: str, keras: ModuleType) -> object:
    names: dict[str, object] = {"keras": keras}
    exec(textwrap.dedent(text + FUNCTIONAL), names)
    return names["model"]


@pytest.mark.parametrize(("version", "text"), CASES)
def test_static_equals_real(version: int, text: str) -> None:
    read_of, made = static(IMPORTS[version] + text), real(text, real_keras.library(version))
    assert read_of.outputs[0].output_shape == tuple(made.outputs[0].shape)
    assert read_of.parameters == made.count_params()


@pytest.mark.parametrize("text", OLD)
def test_what_keras_3_no_longer_has_is_read_as_keras_2_had_it(text: str) -> None:
    now, old = static(IMPORTS[3] + text), static(IMPORTS[2] + text)
    assert [layer.output_shape for layer in now.layers] == [x.output_shape for x in old.layers]
    assert now.parameters == old.parameters
