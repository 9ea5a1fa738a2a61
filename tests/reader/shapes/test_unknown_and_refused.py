"""What the reader does not know stays unknown; what Keras refuses is said in a sentence."""

import pytest

from kerascope.reader.shapes import UNKNOWN, Inferred, Inner, infer

from . import real_keras

IMAGE = (None, 28, 28, 3)


@pytest.mark.parametrize(
    ("class_name", "config", "inputs", "output", "parameters"),
    [
        ("Dense", {"units": UNKNOWN}, [(None, 7)], (None, None), None),
        ("Dense", {"units": 4}, [(None, None)], (None, 4), None),
        ("Dense", {"units": 4, "use_bias": UNKNOWN}, [(None, 7)], (None, 4), None),
        ("Dense", {"units": 4}, [None], None, None),
        ("Dense", {}, [(None, 7)], (None, None), None),
        ("Dense", {"units": "many"}, [(None, 7)], (None, None), None),
        ("Embedding", {"input_dim": 10, "output_dim": 4}, [None], None, 40),
        ("Embedding", {"input_dim": UNKNOWN, "output_dim": 4}, [(None, 9)], (None, 9, 4), None),
        ("Conv2D", {"filters": 4, "kernel_size": UNKNOWN}, [IMAGE], (None, None, None, 4), None),
        ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": UNKNOWN}, [IMAGE], None, 112),
        (
            "Conv2D",
            {"filters": 4, "kernel_size": 3, "strides": UNKNOWN},
            [IMAGE],
            (None, None, None, 4),
            112,
        ),
        ("Conv2D", {"filters": 4, "kernel_size": (3, UNKNOWN)}, [IMAGE], (None, 26, None, 4), None),
        ("LSTM", {"units": 4, "return_sequences": UNKNOWN}, [(None, 9, 5)], None, 160),
        ("Flatten", {}, [(None, None, 3)], (None, None), 0),
        ("Concatenate", {"axis": UNKNOWN}, [(None, 1), (None, 2)], None, 0),
        ("Add", {}, [(None, 4), None], None, 0),
        ("Lambda", {"function": UNKNOWN}, [(None, 4)], None, 0),
        ("Bidirectional", {"layer": UNKNOWN}, [(None, 9, 5)], None, None),
        ("TimeDistributed", {"layer": Inner("Mine", {})}, [(None, 9, 5)], None, None),
        ("RNN", {"cell": Inner("Mine", {})}, [(None, 9, 5)], None, None),
        ("NoSuchLayer", {}, [(None, 4)], None, None),
    ],
)
def test_what_rests_on_the_unknown_is_unknown(class_name, config, inputs, output, parameters):
    assert infer(class_name, config, inputs) == Inferred(output, parameters)


def test_a_model_inside_a_wrapper_speaks_for_itself():
    model = Inner("Sequential", {}, lambda shape: ((shape[0], 8), 123))
    found = infer("TimeDistributed", {"layer": model}, [(None, 5, 28, 28, 3)])
    assert found == Inferred((None, 5, 8), 123)


def test_an_input_has_the_shape_it_declares():
    assert infer("InputLayer", {"shape": (28, 28)}, []).output == (None, 28, 28)
    assert infer("InputLayer", {"shape": (28,), "batch_size": 32}, []).output == (32, 28)
    assert infer("InputLayer", {"batch_shape": (8, None, 3)}, []).output == (8, None, 3)
    assert infer("InputLayer", {"input_shape": 10}, [], 2).output == (None, 10)
    assert infer("InputLayer", {"shape": UNKNOWN}, []).output is None


REFUSED = [
    ("Dense", {"units": 4}, [(None,)], "at least 2 dimensions"),
    ("Conv2D", {"filters": 4, "kernel_size": 5}, [(None, 3, 3, 1)], "no pixels left"),
    ("Conv2D", {"filters": 4, "kernel_size": 3}, [(None, 784)], "expects 4 dimensions"),
    ("Conv2D", {"filters": 4, "kernel_size": (3, 3, 3)}, [IMAGE], "takes 2 numbers"),
    ("Conv2D", {"filters": 4, "kernel_size": 3, "groups": 3}, [IMAGE], "groups=3"),
    ("MaxPooling2D", {"pool_size": 4}, [(None, 3, 3, 1)], "4×4 window"),
    ("LSTM", {"units": 4}, [(None, 5)], "expects 3 dimensions"),
    ("Reshape", {"target_shape": (5, 5)}, [(None, 24)], "do not fill (5, 5)"),
    ("Reshape", {"target_shape": (-1, 5)}, [(None, 24)], "do not fill (-1, 5)"),
    ("Permute", {"dims": (2, 1)}, [IMAGE], "expects 3 dimensions"),
    ("RepeatVector", {"n": 2}, [(None, 3, 4)], "expects 2 dimensions"),
    ("Cropping1D", {"cropping": 4}, [(None, 8, 1)], "nothing would be left"),
    ("Add", {}, [(None, 4), (None, 5)], "sizes 4 and 5"),
    ("Concatenate", {"axis": -1}, [(None, 4, 2), (None, 5, 2)], "match except along axis -1"),
    ("Concatenate", {"axis": -1}, [(None, 4, 2), (None, 5)], "one rank"),
    ("Dot", {"axes": 1}, [(None, 4), (None, 5)], "4 and 5"),
    ("BatchNormalization", {"axis": 4}, [IMAGE], "axis=4"),
    ("GroupNormalization", {"groups": 2}, [IMAGE], "groups=2"),
    (
        "TimeDistributed",
        {"layer": Inner("Conv2D", {"filters": 2, "kernel_size": 3})},
        [(None, 4, 9, 9)],
        "expects 4 dimensions",
    ),
]


@pytest.mark.parametrize(("class_name", "config", "inputs", "words"), REFUSED)
def test_a_problem_is_a_sentence_and_keras_refuses_too(class_name, config, inputs, words):
    found = infer(class_name, config, inputs)
    assert words in (found.problem or "")
    assert found.output is None
    with pytest.raises((ValueError, TypeError, IndexError)):
        call_the_real_one(class_name, config, inputs)


def call_the_real_one(class_name, config, inputs):
    made = real_keras.layer(class_name, config, 3)
    real_keras.called(class_name, made, [real_keras.tensor(shape, 3) for shape in inputs])
