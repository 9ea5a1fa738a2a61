"""Static shapes and parameter counts against random models, sequential and branched.

Layers are drawn blindly, so some do not fit: then both Keras and the static reading must say so.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kerascope.reader.shapes import Inner, infer

from . import real_keras

LENGTHS = st.integers(1, 9)
FEATURES = st.integers(1, 12)
WINDOWS = st.integers(1, 5)
STRIDES = st.integers(1, 3)
PADDING = st.sampled_from(["valid", "same"])
FLAGS = st.booleans()


def layer(class_name, **config):
    return st.tuples(st.just(class_name), st.fixed_dictionaries(config))


def recurrent():
    return st.one_of(
        layer(
            name,
            units=FEATURES,
            return_sequences=FLAGS,
            use_bias=FLAGS,
        )
        for name in ("SimpleRNN", "LSTM", "GRU")
    )


def wrapped(class_name, inner):
    return inner.map(lambda drawn: (class_name, {"layer": Inner(*drawn)}))


ANY = [
    layer("Dense", units=FEATURES, use_bias=FLAGS),
    layer("BatchNormalization", scale=FLAGS, center=FLAGS),
    layer("LayerNormalization"),
    layer("Dropout", rate=st.just(0.5)),
    layer("Activation", activation=st.sampled_from(["relu", "tanh"])),
    layer("PReLU"),
    layer("Flatten"),
    layer("Reshape", target_shape=st.sampled_from([(-1,), (-1, 2), (2, -1, 3), (4, 4)])),
]

SEQUENCES = [
    recurrent(),
    wrapped("Bidirectional", recurrent()),
    wrapped("TimeDistributed", layer("Dense", units=FEATURES)),
    layer("Conv1D", filters=FEATURES, kernel_size=WINDOWS, strides=STRIDES, padding=PADDING),
    layer("Conv1D", filters=FEATURES, kernel_size=WINDOWS, dilation_rate=STRIDES),
    layer("SeparableConv1D", filters=FEATURES, kernel_size=WINDOWS, depth_multiplier=STRIDES),
    layer("Conv1DTranspose", filters=FEATURES, kernel_size=WINDOWS, strides=STRIDES),
    layer("MaxPooling1D", pool_size=WINDOWS, padding=PADDING),
    layer("AveragePooling1D", pool_size=WINDOWS, strides=STRIDES),
    layer("GlobalMaxPooling1D", keepdims=FLAGS),
    layer("UpSampling1D", size=STRIDES),
    layer("ZeroPadding1D", padding=WINDOWS),
    layer("Cropping1D", cropping=WINDOWS),
    layer("Permute", dims=st.just((2, 1))),
]

IMAGES = [
    layer("Conv2D", filters=FEATURES, kernel_size=WINDOWS, strides=STRIDES, padding=PADDING),
    layer("Conv2D", filters=FEATURES, kernel_size=st.tuples(WINDOWS, WINDOWS), use_bias=FLAGS),
    layer("Conv2D", filters=FEATURES, kernel_size=WINDOWS, groups=STRIDES),
    layer("SeparableConv2D", filters=FEATURES, kernel_size=WINDOWS, padding=PADDING),
    layer("DepthwiseConv2D", kernel_size=WINDOWS, depth_multiplier=STRIDES, use_bias=FLAGS),
    layer(
        "Conv2DTranspose",
        filters=FEATURES,
        kernel_size=WINDOWS,
        strides=STRIDES,
        padding=PADDING,
    ),
    layer("MaxPooling2D", pool_size=WINDOWS, strides=STRIDES, padding=PADDING),
    layer("AveragePooling2D", pool_size=st.tuples(WINDOWS, WINDOWS)),
    layer("GlobalAveragePooling2D", keepdims=FLAGS),
    layer("UpSampling2D", size=STRIDES),
    layer("ZeroPadding2D", padding=st.tuples(WINDOWS, WINDOWS)),
    layer("Cropping2D", cropping=WINDOWS),
    wrapped("TimeDistributed", recurrent()),
    layer("Permute", dims=st.permutations((1, 2, 3))),
    layer("ConvLSTM1D", filters=FEATURES, kernel_size=WINDOWS, return_sequences=FLAGS),
]

FITTING = {2: [layer("RepeatVector", n=LENGTHS), *ANY], 3: [*SEQUENCES, *ANY], 4: [*IMAGES, *ANY]}

JOINS = st.one_of(
    layer("Add"),
    layer("Multiply"),
    layer("Maximum"),
    layer("Concatenate", axis=st.sampled_from([-1, 1])),
    layer("Attention", use_scale=FLAGS),
    layer("MultiHeadAttention", num_heads=STRIDES, key_dim=FEATURES),
)

INPUTS = st.one_of(
    st.tuples(st.none(), FEATURES),
    st.tuples(st.none(), LENGTHS, FEATURES),
    st.tuples(st.none(), st.integers(4, 16), st.integers(4, 16), st.integers(1, 4)),
)


def joined_shapes(class_name):
    """What a join can be drawn for: attention needs sequences."""
    return (3,) if "Attention" in class_name else (2, 3, 4)


def draw_step(data, tensors):
    """A layer and the places of its inputs among the tensors made so far."""
    last = len(tensors) - 1
    alike = [place for place, shape in enumerate(tensors) if len(shape) == len(tensors[last])]
    if len(tensors) > 1 and data.draw(st.integers(0, 3)) == 0:
        class_name, config = data.draw(JOINS)
        if len(tensors[last]) in joined_shapes(class_name):
            return class_name, config, [data.draw(st.sampled_from(alike)), last]
    class_name, config = data.draw(st.one_of(FITTING.get(len(tensors[last]), ANY)))
    branch = data.draw(st.sampled_from([last, last, alike[0]]))
    return class_name, config, [branch]


def check_random_model(data, version):
    """Grows a model layer by layer, statically and for real, and compares at each step."""
    keras = real_keras.library(version)
    shapes = [data.draw(INPUTS)]
    tensors = [real_keras.tensor(shapes[0], version)]
    weights = {}
    for _ in range(data.draw(st.integers(1, 7))):
        class_name, config, places = draw_step(data, shapes)
        static = infer(class_name, config, [shapes[place] for place in places], version)
        inputs = [tensors[place] for place in places]
        if static.problem:
            with pytest.raises((ValueError, TypeError)):
                call_layer(class_name, config, inputs, version)
            break
        made, output = call_layer(class_name, config, inputs, version)
        assert static.output == tuple(output.shape), (class_name, config, inputs)
        assert static.parameters == made.count_params(), (class_name, config, inputs)
        weights[id(made)] = static.parameters
        shapes.append(static.output)
        tensors.append(output)
    model = keras.Model(tensors[0], tensors[-1])
    assert model.count_params() == sum(weights[id(made)] for made in model.layers[1:])


def call_layer(class_name, config, inputs, version):
    made = real_keras.layer(class_name, config, version)
    if class_name == "MultiHeadAttention":
        return made, made(*inputs)
    return made, made(inputs if len(inputs) > 1 else inputs[0])


WITHOUT_DEADLINE = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


@settings(max_examples=300, **WITHOUT_DEADLINE)
@given(st.data())
def test_keras_3_agrees_on_random_models(data):
    check_random_model(data, 3)


@settings(max_examples=100, **WITHOUT_DEADLINE)
@given(st.data())
def test_keras_2_agrees_on_random_models(data):
    check_random_model(data, 2)
