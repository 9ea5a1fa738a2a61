"""Shapes and parameter counts of Keras layers and operations, without Keras.

Pure functions on plain values. One module per family of layers holds small functions and
registers them by class name; ``infer`` looks them up, and so does ``infer_op`` for functions
on tensors. What rests on a value that is not known comes out as None, never as a guess.
"""

from kerascope.reader.shapes import (
    activation,
    attention,
    contraction,
    convolution,
    core,
    merging,
    normalization,
    pictures,
    pooling,
    preprocessing,
    recurrent,
    reshaping,
    unchanged,
    wrappers,
)
from kerascope.reader.shapes.application import applications, infer_application
from kerascope.reader.shapes.arguments import UNKNOWN, Inner, Unknowable
from kerascope.reader.shapes.infer import Inferred, infer
from kerascope.reader.shapes.layer_table import LAYERS
from kerascope.reader.shapes.operations import OPERATIONS, infer_op, infer_operation

for _operations in (contraction, pictures):
    OPERATIONS.update(_operations.OPERATIONS)

for _family in (
    activation,
    attention,
    convolution,
    core,
    merging,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    reshaping,
    unchanged,
    wrappers,
):
    LAYERS.update(_family.LAYERS)

__all__ = [
    "LAYERS",
    "OPERATIONS",
    "UNKNOWN",
    "Inferred",
    "Inner",
    "Unknowable",
    "applications",
    "infer",
    "infer_application",
    "infer_op",
    "infer_operation",
]
