"""Models in the ways people write them."""

import textwrap

import pytest
from reader.reading import model_of, program_of, summary

from kerascope.program.value import Known

SMALL = ["Dense (None, 8) 40", "Dense (None, 3) 27"]


def test_a_list_of_layers() -> None:
    model = model_of("""
        model = keras.Sequential([
            layers.Dense(8, activation="relu", input_shape=(4,)),
            layers.Dense(3),
        ])
    """)
    assert summary(model) == SMALL
    assert model.parameters == 67


def test_layers_added_one_by_one_and_in_a_loop() -> None:
    model = model_of("""
        model = tf.keras.models.Sequential()
        model.add(tf.keras.Input((4,)))
        for units in (8, 3):
            model.add(tf.keras.layers.Dense(units))
    """)
    assert summary(model) == ["InputLayer (None, 4) 0", *SMALL]


def test_the_names_of_keras_1() -> None:
    model = model_of(
        """
        model = Sequential()
        model.add(Convolution2D(32, 3, 3, border_mode="same", input_shape=(28, 28, 1)))
        model.add(Flatten())
        model.add(Dense(output_dim=10, init="uniform"))
        """,
        "from keras.models import Sequential\nfrom keras.layers import *\n",
    )
    assert summary(model) == [
        "Conv2D (None, 28, 28, 32) 320",
        "Flatten (None, 25088) 0",
        "Dense (None, 10) 250890",
    ]


def test_a_function_builds_the_model_with_its_arguments() -> None:
    model = model_of("""
        def block(x, filters, pool=True):
            x = layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
            return layers.MaxPooling2D()(x) if pool else x

        def build(shape, classes=10):
            inputs = keras.Input(shape=shape)
            x = block(inputs, 4)
            x = block(x, 8, pool=False)
            outputs = layers.Dense(classes)(layers.GlobalAveragePooling2D()(x))
            return keras.Model(inputs, outputs)

        model = build((8, 8, 1), classes=2)
    """)
    assert summary(model) == [
        "InputLayer (None, 8, 8, 1) 0",
        "Conv2D (None, 8, 8, 4) 40",
        "MaxPooling2D (None, 4, 4, 4) 0",
        "Conv2D (None, 4, 4, 8) 296",
        "GlobalAveragePooling2D (None, 8) 0",
        "Dense (None, 2) 18",
    ]
    assert model.complete


def test_a_shared_layer_has_its_weights_once() -> None:
    model = model_of("""
        a, b = keras.Input((4,)), keras.Input((4,))
        shared = layers.Dense(8)
        both = layers.concatenate([shared(a), shared(b)])
        model = keras.Model([a, b], layers.Dense(1)(both))
    """)
    assert model.parameters == 40 + 17


def test_a_subclass_with_layers_in_a_list() -> None:
    model = model_of("""
        class Net(keras.Model):
            def __init__(self, units, depth=2):
                super().__init__()
                self.hidden = [layers.Dense(units) for _ in range(depth)]
                self.out = layers.Dense(3)

            def call(self, x, training=False):
                for layer in self.hidden:
                    x = tf.nn.relu(layer(x))
                return self.out(x)

        model = Net(8)
        model.compile("adam", "mse")
        model.fit(np.zeros((10, 4)), np.zeros((10, 3)))
    """)
    assert model.kind == "subclassed"
    assert [layer.class_name for layer in model.layers] == [
        "Dense",
        "relu",
        "Dense",
        "relu",
        "Dense",
    ]
    assert model.parameters == 40 + 72 + 27


def test_the_data_builds_a_model_that_declares_no_input() -> None:
    model = model_of("""
        model = keras.Sequential([layers.Dense(3)])
        model.compile("adam", "mse")
        model.fit(np.zeros((10, 4)), np.zeros((10, 3)))
    """)
    assert summary(model) == ["Dense (None, 3) 15"]


def test_a_ready_made_model_under_a_head() -> None:
    model = model_of("""
        base = keras.applications.VGG16(include_top=False, input_shape=(64, 64, 3))
        for layer in base.layers:
            layer.trainable = False
        model = keras.Sequential([base, layers.Flatten(), layers.Dense(5, activation="softmax")])
    """)
    assert summary(model) == [
        "VGG16 (None, 2, 2, 512) 14714688",
        "Flatten (None, 2048) 0",
        "Dense (None, 5) 10245",
    ]
    assert model.layers[0].trainable == Known(False, model.layers[0].trainable.origin)


def test_what_depends_on_a_condition_is_optional() -> None:
    model = model_of("""
        import sys
        model = keras.Sequential([layers.Dense(8, input_shape=(4,))])
        if len(sys.argv) > 2:
            model.add(layers.Dropout(0.5))
        model.add(layers.Dense(3))
    """)
    assert summary(model) == ["Dense (None, 8) 40", "Dropout? (None, 8) 0", "Dense (None, 3) 27"]
    assert not model.complete
    assert model.reason == "some layers are added on a condition"


def test_a_model_built_anew_in_each_round_is_read_in_full() -> None:
    model = model_of("""
        def build():
            model = keras.Sequential()
            model.add(layers.Dense(8, input_shape=(4,)))
            model.add(layers.Dense(3))
            return model

        for train, test in folds.split(x, y):
            model = build()
            model.fit(x[train], y[train])
    """)
    assert summary(model) == ["Dense (None, 8) 40", "Dense (None, 3) 27"]
    assert model.complete


def test_layers_added_in_a_loop_of_unknown_length_are_optional() -> None:
    model = model_of("""
        model = keras.Sequential([layers.Dense(8, input_shape=(4,))])
        for _ in depths:
            model.add(layers.Dense(8))
        model.add(layers.Dense(3))
    """)
    assert summary(model) == ["Dense (None, 8) 40", "Dense? (None, 8) 72", "Dense (None, 3) 27"]
    assert not model.complete


def test_a_loaded_model_is_unknown_and_says_so() -> None:
    model = model_of("model = keras.models.load_model('model.keras')")
    assert (model.complete, model.reason) == (False, "it is made by load_model()")


def test_a_function_that_nobody_calls_is_read_with_its_defaults() -> None:
    model = model_of("""
        def create_model(units=8):
            model = keras.Sequential()
            model.add(layers.Dense(units, input_dim=4))
            model.add(layers.Dense(3))
            return model
    """)
    assert summary(model) == SMALL


def test_a_wrapper_and_a_layer_with_several_outputs() -> None:
    model = model_of("""
        inputs = keras.Input((7,))
        x = layers.Embedding(100, 16)(inputs)
        x, state_h, state_c = layers.LSTM(5, return_state=True)(x)
        y = layers.Bidirectional(layers.GRU(3))(layers.Embedding(100, 16)(inputs))
        model = keras.Model(inputs, layers.Concatenate()([x, y, state_h]))
    """)
    assert model.outputs[0].output_shape == (None, 5 + 6 + 5)


def test_values_come_from_dictionaries_classes_and_arguments() -> None:
    program = program_of("""
        import argparse
        parser = argparse.ArgumentParser()
        parser.add_argument("--lr", type=float, default=0.5)
        args = parser.parse_args()
        config = {"units": 8, "loss": "mse"}

        class Config:
            activation = "tanh"

        model = keras.Sequential([layers.Dense(config["units"], Config.activation, input_dim=4)])
        model.compile(keras.optimizers.Adam(args.lr), config["loss"])
    """)
    assert summary(program.models[0]) == ["Dense (None, 8) 40"]
    compiled = program.compiles[0]
    assert isinstance(compiled.optimizer, Known)
    assert isinstance(compiled.optimizer.value.learning_rate, Known)
    assert compiled.optimizer.value.learning_rate.value == 0.5


def test_what_a_loop_finds_for_a_dictionary_is_not_known() -> None:
    model = model_of("""
        found = {"longest": 0, "lines": 0, "width": 3}
        for line in open("lengths.txt"):
            if int(line) > found["longest"]:
                found["longest"] = int(line)
            found["lines"] += 1
        sizes = (found["longest"], found["lines"], found["width"])
        model = keras.Sequential([keras.Input(sizes), layers.Dense(4)])
    """)
    assert model.layers[0].output_shape == (None, None, None, 3)


def test_the_order_of_an_images_axes_is_a_setting() -> None:
    model = model_of("""
        from keras import backend as K
        K.set_image_dim_ordering("th")
        model = keras.Sequential([
            layers.Conv2D(8, 3, input_shape=(3, 32, 32)),
            layers.MaxPooling2D(data_format="channels_first"),
            layers.GlobalAveragePooling2D(),
        ])
        assert K.image_data_format() == "channels_first"
    """)
    assert summary(model) == [
        "Conv2D (None, 8, 30, 30) 224",
        "MaxPooling2D (None, 8, 15, 15) 0",
        "GlobalAveragePooling2D (None, 8) 0",
    ]


def test_the_branch_for_the_set_order_is_read() -> None:
    model = model_of("""
        from keras import backend as K
        shape = (3, 32, 32) if K.image_data_format() == "channels_first" else (32, 32, 3)
        model = keras.Sequential([layers.Conv2D(8, 3, input_shape=shape)])
    """)
    assert summary(model) == ["Conv2D (None, 30, 30, 8) 224"]


def test_sizes_computed_with_prod() -> None:
    model = model_of("""
        shape = (28, 28, 1)
        model = keras.Sequential([layers.Dense(np.prod(shape), input_shape=(4,))])
    """)
    assert summary(model) == ["Dense (None, 784) 3920"]


@pytest.mark.parametrize(
    "chain",
    [
        "reduce(lambda f, g: lambda *a: g(f(*a)), [layers.Dense(8), layers.Dense(3)])(x)",
        "reduce(lambda v, f: f(v), [layers.Dense(8), layers.Dense(3)], x)",
    ],
)
def test_layers_chained_by_reduce(chain: str) -> None:
    model = model_of(
        f"from functools import reduce\nx = keras.Input((4,))\nmodel = keras.Model(x, {chain})\n"
    )
    assert summary(model) == ["InputLayer (None, 4) 0", *SMALL]


@pytest.mark.parametrize(
    "text",
    [
        "model = keras.Sequential([layers.Flatten(), layers.Dense(3)])",
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.flat, self.dense = layers.Flatten(), layers.Dense(3)
            def call(self, x):
                return self.dense(self.flat(x))
        model = Net()
        """,
    ],
)
def test_a_model_is_read_with_the_shape_it_is_built_for(text: str) -> None:
    model = model_of(textwrap.dedent(text) + "\nmodel.build((None, 4, 5))\nmodel.fit(x, y)\n")
    assert summary(model)[-2:] == ["Flatten (None, 20) 0", "Dense (None, 3) 63"]


def test_a_property_with_a_setter_is_what_the_setter_makes_it() -> None:
    program = program_of("""
        class Learner:
            def __init__(self):
                self._model = None
                self.model = keras.Sequential([
                    layers.Dense(8, activation="relu", input_shape=(4,)), layers.Dense(3)
                ])

            @property
            def model(self):
                return self._model

            @model.setter
            def model(self, value):
                self._model = value

            def train(self, x, y):
                self._model.compile("adam", "mse")
                self.model.fit(x, y, epochs=5)

        Learner().train(x, y)
    """)
    trained = program.fits[0].model
    assert isinstance(trained, Known)
    assert summary(trained.value) == SMALL
    assert program.fits[0].compile is program.compiles[0]


@pytest.mark.parametrize(
    "made",
    [
        "import segmentation_models as sm\nmodel = sm.Unet('resnet34')",
        "from transformers import TFAutoModel\nmodel = TFAutoModel.from_pretrained('bert')",
        "from helpers import build\nmodel = build()",
        "from deepctr.models import DeepFM\nmodel = multi_gpu_model(DeepFM(1, 2), gpus=2)",
    ],
    ids=["made by a package", "by a method of its class", "by an unread module", "wrapped"],
)
def test_what_is_compiled_like_a_model_is_one(made: str) -> None:
    lines = "model.compile(optimizer='sgd', loss='mse')\nmodel.fit(x, y, epochs=3)"
    program = program_of(f"{made}\n{lines}")
    (fit,) = program.fits
    assert fit.compile is program.compiles[0]
    assert model_of(f"{made}\n{lines}").kind == "unknown"


def test_what_is_compiled_like_a_model_is_one_in_an_attribute_too() -> None:
    program = program_of("""
        import tensorflow_recommenders as tfrs

        class Ranking(tfrs.models.Model):
            def __init__(self):
                super().__init__()
                self.rate = keras.Sequential([layers.Dense(1)])

        class Trainer:
            def __init__(self):
                self.model = Ranking()

            def run(self, data):
                self.model.compile(optimizer=keras.optimizers.Adagrad(0.1))
                self.model.fit(data, epochs=3)

        Trainer().run(data)
    """)
    (fit,) = program.fits
    assert fit.compile is program.compiles[0]


@pytest.mark.parametrize(
    "line",
    [
        "model = factory.compile(loss='mse')",
        "pattern.compile('a+')",
        "torch.compile(model, optimizer='inductor')",
    ],
    ids=["it gives something back", "nothing of Keras", "a function of a library"],
)
def test_other_things_are_compiled_too(line: str) -> None:
    program = program_of(f"import torch\n{line}\nfactory.fit(x, y)\npattern.fit(x, y)")
    assert program.compiles == program.fits == ()


def test_keras_core_is_keras() -> None:
    model = model_of("""
        import keras_core as core
        from keras_core.layers import Dense

        model = core.Sequential([Dense(8, activation="relu", input_shape=(4,)), Dense(3)])
    """)
    assert summary(model) == SMALL


def test_several_machines_share_a_tape_and_an_optimiser() -> None:
    program = program_of("""
        import horovod.tensorflow as hvd
        import horovod.tensorflow.keras as shared

        model = keras.Sequential([layers.Dense(3, input_shape=(4,))])
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(model(x))
        tape = hvd.DistributedGradientTape(tape)
        tape.gradient(loss, model.trainable_variables)
        model.compile(shared.DistributedOptimizer(keras.optimizers.Adam(0.01)), "mse")
    """)
    (loop,) = program.loops
    assert loop.block is not None
    assert isinstance(loop.model, Known)
    (compiled,) = program.compiles
    assert isinstance(compiled.optimizer, Known)
    assert compiled.optimizer.value.class_name == "Adam"
