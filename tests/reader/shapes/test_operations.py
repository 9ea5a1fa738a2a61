"""Functions on tensors: what the static reading says is what keras.ops and TensorFlow do."""

from operator import attrgetter

import pytest

from kerascope.reader.shapes import UNKNOWN, infer_op, infer_operation

X = (None, 4, 6)

KERAS_OPS = [
    ("relu", {}, X),
    ("softmax", {"axis": -1}, X),
    ("cast", {"dtype": "float32"}, X),
    ("add", {}, X, (4, 1)),
    ("multiply", {}, X, (None, 1, 6)),
    ("subtract", {}, X, X),
    ("sum", {}, X),
    ("mean", {"axis": 1}, X),
    ("max", {"axis": -1, "keepdims": True}, X),
    ("mean", {"axis": (1, 2)}, X),
    ("std", {"axis": [1]}, X),
    ("argmax", {"axis": -1}, X),
    ("argmax", {}, X),
    ("reshape", {"newshape": (-1, 24)}, X),
    ("reshape", {"newshape": (-1, 8, 3)}, (2, 4, 6)),
    ("reshape", {"newshape": (6, 8)}, (2, 4, 6)),
    ("transpose", {}, X),
    ("transpose", {"axes": (0, 2, 1)}, X),
    ("expand_dims", {"axis": 1}, X),
    ("expand_dims", {"axis": -1}, X),
    ("squeeze", {"axis": 1}, (None, 1, 6)),
    ("squeeze", {}, (3, 1, 6, 1)),
    ("matmul", {}, X, (6, 5)),
    ("matmul", {}, X, (None, 6, 5)),
    ("matmul", {}, (3, 4), (4,)),
    ("matmul", {}, (4,), (4, 3)),
    ("split", {"indices_or_sections": 2, "axis": 1}, X),
    ("split", {"indices_or_sections": [1, 3], "axis": -1}, X),
    ("repeat", {"repeats": 3, "axis": 1}, X),
    ("tile", {"repeats": (1, 2, 3)}, X),
    ("one_hot", {"num_classes": 10}, (None, 4)),
    ("swapaxes", {"axis1": 1, "axis2": 2}, X),
    ("ravel", {}, (3, 4)),
    ("broadcast_to", {"shape": (5, 4, 6)}, (1, 4, 6)),
]

KERAS_OPS_ON_LISTS = [
    ("concatenate", {"axis": -1}, X, (None, 4, 1)),
    ("concatenate", {"axis": 1}, X, X, X),
    ("concatenate", {}, (3, 4), (2, 4)),
    ("stack", {"axis": 1}, X, X),
    ("stack", {}, X, X),
    ("stack", {"axis": -1}, X, X),
]

BOX = {"offset_height": 1, "offset_width": 2, "target_height": 5, "target_width": 6}

TENSORFLOW = [
    ("concat", {"axis": -1}, X, (None, 4, 1)),
    ("stack", {"axis": 1}, X, X),
    ("reduce_mean", {"axis": [1, 2]}, X),
    ("reduce_sum", {"axis": -1, "keepdims": True}, X),
    ("transpose", {"perm": [0, 2, 1]}, X),
    ("reshape", {"shape": (-1, 24)}, X),
    ("split", {"num_or_size_splits": [1, 3], "axis": 1}, X),
    ("split", {"num_or_size_splits": 3, "axis": 2}, X),
    ("matmul", {"transpose_b": True}, X, X),
    ("argmax", {}, X),
    ("tile", {"multiples": [1, 2, 1]}, X),
    ("one_hot", {"depth": 10}, (None, 4)),
    ("unstack", {"axis": 1}, X),
    ("signal.stft", {"frame_length": 256, "frame_step": 100}, (None, 1000)),
    ("signal.stft", {"frame_length": 250, "frame_step": 100}, (None, None)),
    ("signal.stft", {"frame_length": 8, "frame_step": 3, "fft_length": 32}, (2, 50)),
    ("math.floormod", {}, X, (4, 1)),
    ("math.xlogy", {}, X, X),
    ("math.lgamma", {}, X),
    ("math.unsorted_segment_sum", {"num_segments": 7}, (None, 5), (None,)),
    ("math.unsorted_segment_max", {"num_segments": 7}, (9, 5, 2), (9,)),
    ("math.bincount", {}, (None,)),
    ("image.crop_and_resize", {"crop_size": (5, 6)}, (None, 20, 20, 3), (9, 4), (9,)),
    ("image.crop_to_bounding_box", BOX, (None, 20, 20, 3)),
    ("image.pad_to_bounding_box", BOX | {"target_height": 40, "target_width": 30}, (20, 20, 3)),
    ("image.resize_with_pad", {"target_height": 5, "target_width": 6}, (None, 20, 20, 3)),
    ("image.resize_with_crop_or_pad", {"target_height": 5, "target_width": 6}, (20, 20, 3)),
]
INTEGERS = ("one_hot", "math.bincount")


def name_of(case):
    return f"{case[0]}-{case[1]}"


def shapes(outputs):
    if isinstance(outputs, (list, tuple)):
        return tuple(tuple(output.shape) for output in outputs)
    return tuple(outputs.shape)


@pytest.mark.parametrize("case", KERAS_OPS + KERAS_OPS_ON_LISTS, ids=name_of)
def test_keras_ops(case):
    import keras

    name, arguments, *inputs = case
    tensors = [keras.KerasTensor(shape, "int32" if name == "one_hot" else None) for shape in inputs]
    function = getattr(keras.ops, name)
    positional = [tensors] if case in KERAS_OPS_ON_LISTS else tensors
    real = function(*positional, **({"dtype": "float32"} if name == "cast" else arguments))
    assert infer_op(f"keras.ops.{name}", arguments, inputs) == shapes(real)


@pytest.mark.parametrize("case", TENSORFLOW, ids=name_of)
def test_tensorflow(case):
    import tensorflow as tf

    name, arguments, *inputs = case
    on_list = name in ("concat", "stack")
    seen = []

    @tf.function
    def traced(*tensors):
        function = attrgetter(name)(tf)
        seen.append(shapes(function(*([tensors] if on_list else tensors), **arguments)))

    specs = [tf.TensorSpec(shape, tf.float32) for shape in inputs]
    if name in INTEGERS or "segment" in name or len(specs) == 3:
        specs[-1] = tf.TensorSpec(inputs[-1], tf.int32)
    traced.get_concrete_function(*specs)
    assert infer_op(f"tensorflow.{name}", arguments, inputs) == seen[0]


@pytest.mark.parametrize(
    ("name", "arguments", "inputs", "output"),
    [
        ("keras.ops.no_such", {}, [X], None),
        ("keras.ops.relu", {}, [None], None),
        ("keras.ops.sum", {"axis": UNKNOWN}, [X], None),
        ("keras.ops.reshape", {"newshape": UNKNOWN}, [X], None),
        ("keras.ops.reshape", {"newshape": (-1, UNKNOWN)}, [X], (None, None)),
        ("keras.ops.reshape", {"newshape": (-1, 3)}, [None], (None, 3)),
        ("keras.ops.add", {}, [X, None], None),
        ("keras.ops.multiply", {}, [X, ()], X),
        ("keras.ops.squeeze", {}, [X], None),
        ("keras.ops.mean", {"0": 1}, [X], (None, 6)),
        ("tensorflow.reshape", {"0": (-1, 6)}, [X], (None, 6)),
    ],
)
def test_what_is_not_known_stays_unknown(name, arguments, inputs, output):
    found = infer_operation(name, arguments, inputs)
    assert (found.output, found.problem) == (output, None)


@pytest.mark.parametrize(
    ("name", "arguments", "inputs", "words"),
    [
        ("keras.ops.add", {}, [(3, 4), (3, 5)], "cannot broadcast 3×4 and 3×5"),
        ("keras.ops.matmul", {}, [(3, 4), (5, 6)], "cannot multiply 3×4 by 5×6"),
        ("keras.ops.reshape", {"newshape": (5, 5)}, [(2, 12)], "cannot make (5, 5) of 2×12"),
        ("keras.ops.squeeze", {"axis": 1}, [(None, 4)], "it is not 1"),
        ("keras.ops.split", {"indices_or_sections": 5, "axis": 1}, [X], "5 equal parts of 4"),
    ],
)
def test_a_problem_is_a_sentence(name, arguments, inputs, words):
    assert words in infer_operation(name, arguments, inputs).problem
