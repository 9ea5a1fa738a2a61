"""Operations on symbolic tensors: shapes through indexing, ops, Lambda, and parts of models."""

import pytest
from reader.reading import model_of, summary

from kerascope.program.layer import ModelGraph


def last_shape(expression: str) -> object:
    model = model_of(f"""
        x = keras.Input((8, 6, 4))
        y = keras.Input((8, 4, 5))
        model = keras.Model([x, y], {expression})
    """)
    return model.outputs[-1].output_shape


@pytest.mark.parametrize(
    ("expression", "shape"),
    [
        ("x[:, 0]", (None, 6, 4)),
        ("x[..., -1]", (None, 8, 6)),
        ("x[:, 1:3, ::2]", (None, 2, 3, 4)),
        ("x[:, tf.newaxis]", (None, 1, 8, 6, 4)),
        ("x @ y", (None, 8, 6, 5)),
        ("tf.expand_dims(x, -1)", (None, 8, 6, 4, 1)),
        ("keras.ops.expand_dims(x, axis=1)", (None, 1, 8, 6, 4)),
        ("tf.einsum('bhwc,bhcd->bhwd', x, y)", (None, 8, 6, 5)),
        ("tf.linalg.matrix_transpose(x)", (None, 8, 4, 6)),
        ("tf.image.resize(x, (16, 12))", (None, 16, 12, 4)),
        ("tf.pad(x, [[0, 0], [1, 1], [2, 2], [0, 0]])", (None, 10, 10, 4)),
        ("tf.nn.depth_to_space(x, 2)", (None, 16, 12, 1)),
        ("tf.reshape(x, (-1, x.shape[1] * x.shape[2], 4))", (None, 48, 4)),
        ("tf.repeat(x, repeats=tf.shape(x)[0], axis=1)", (None, None, 6, 4)),
        ("tf.gather(x, tf.range(3), axis=2)", (None, 8, 3, 4)),
        ("x + np.zeros((6, 4))", (None, 8, 6, 4)),
        ("keras.activations.get('gelu')(x)", (None, 8, 6, 4)),
        ("layers.Lambda(lambda t: tf.reduce_mean(t, axis=1))(x)", (None, 6, 4)),
        ("keras.applications.resnet50.preprocess_input(x)", (None, 8, 6, 4)),
    ],
)  # fmt: skip
def test_shapes_follow_the_operation(expression: str, shape: object):
    assert last_shape(expression) == shape


def test_an_index_known_only_as_a_number_drops_an_axis():
    model = model_of("""
        x = keras.Input((8, 6))
        for i in range(steps):
            y = layers.Dense(2)(x[:, i])
        model = keras.Model(x, layers.Dense(3)(x[:, len(names)]))
    """)
    assert model.outputs[-1].output_shape == (None, 3)


def _part(expression: str) -> ModelGraph:
    return model_of(f"""
        whole = keras.Sequential([
            keras.Input((10,), name="entry"),
            layers.Dense(7, name="features"),
            layers.Dense(2),
        ])
        model = {expression}
    """)


@pytest.mark.parametrize(
    "expression",
    [
        "keras.Model(whole.inputs, whole.get_layer('features').output)",
        "keras.Model(whole.input, whole.layers[-2].output)",
        "keras.Model(inputs=whole.inputs, outputs=whole.get_layer(name='features').output)",
    ],
)
def test_a_model_up_to_an_inner_layer(expression: str):
    assert summary(_part(expression)) == ["InputLayer (None, 10) 0", "Dense (None, 7) 77"]


def test_a_layer_with_several_outputs_keeps_each_shape():
    model = model_of("""
        x = keras.Input((5, 3))
        y, state_h, state_c = layers.LSTM(4, return_state=True)(x)
        model = keras.Model(x, [y, state_h])
    """)
    assert model.layers[-1].output_shapes == ((None, 4), (None, 4), (None, 4))


def test_a_set_that_grows_has_no_known_size():
    model = model_of("""
        letters = set()
        for line in open("text.txt"):
            for letter in line:
                letters.add(letter)
        model = keras.Sequential([keras.Input((None, len(letters))), layers.LSTM(8)])
    """)
    assert model.layers[0].output_shape == (None, None, None)
    assert model.layers[1].parameters is None
