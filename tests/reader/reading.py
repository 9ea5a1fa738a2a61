"""Reading a text, and saying what was read in a line."""

import textwrap

from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.value import Known
from kerascope.reader.read import read
from kerascope.source.document import script

IMPORTS = """\
import numpy as np
import tensorflow as tf
import keras
from keras import layers
"""


def program_of(text: str, imports: str = IMPORTS) -> TrainingProgram:
    return read(script(imports + textwrap.dedent(text)))


def model_of(text: str, imports: str = IMPORTS) -> ModelGraph:
    """The last model that the text makes or trains."""
    program = program_of(text, imports)
    if program.fits and isinstance(program.fits[-1].model, Known):
        return program.fits[-1].model.value
    return program.models[-1]


def summary(model: ModelGraph) -> list[str]:
    """Each layer as ``Dense (None, 10) 650``."""
    return [_line(layer) for layer in model.layers]


def _line(layer: Layer) -> str:
    mark = "?" if layer.optional else ""
    return f"{layer.class_name}{mark} {layer.output_shape} {layer.parameters}"


def x_of(text: str, imports: str = IMPORTS) -> Tensor:
    """What ``fit`` is given as x."""
    fit = program_of(text, imports).fits[-1]
    assert isinstance(fit.x, Known), fit.x
    return fit.x.value


def y_of(text: str, imports: str = IMPORTS) -> Tensor:
    """What ``fit`` is given as y."""
    fit = program_of(text, imports).fits[-1]
    assert isinstance(fit.y, Known), fit.y
    return fit.y.value
