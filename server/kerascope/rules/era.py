"""For which Keras a script was written, as far as its own text tells."""

import re
from functools import lru_cache

from kerascope.program.call import Call
from kerascope.program.program import Import, TrainingProgram
from kerascope.rules.renames import renamed

_OLD_MODULE = re.compile(
    r"\b(?:keras\.(?:engine|wrappers|objectives|utils\.np_utils|layers\.(?:advanced_activations|convolutional"
    r"|core|embeddings|merge|normalization|pooling|recurrent|wrappers)"
    r"|backend\.(?:tensorflow|theano|cntk)_backend)"
    r"|sklearn\.cross_validation|sklearn\.datasets\.load_boston|tensorflow\.contrib)(?:\.|$)"
)
_STILL_WRITTEN = frozenset({"lr", "decay", "workers", "use_multiprocessing"})
"""Old names that people go on writing in scripts for any Keras."""

_OLD_METHODS = frozenset({"fit_generator", "evaluate_generator", "predict_generator"})
"""Not ``predict_classes``: it stands after training, so a script gets that far with any Keras."""

_OLD_WORDS = re.compile(r"Using (?:TensorFlow|Theano|CNTK) backend|\d[mun]?s/sample")
"""What Keras said when it was imported, until its version 2.4, and how TensorFlow's told the time
of an epoch, until TensorFlow 2.1."""

_OLD_TENSORFLOW = re.compile(
    r"^[^#\n]*\btf\.(?:train\.\w+Optimizer|set_random_seed|(?:Interactive)?Session|ConfigProto"
    r"|placeholder|get_default_graph|global_variables_initializer)\(",
    re.MULTILINE,
)
"""Functions that went with TensorFlow 1, other than by way of its ``compat``."""

_NEW_NAMES = re.compile(
    r"keras\.(?:ops|random|saving|distribution|quantizers)\."
    r"|keras\.optimizers\.(?:AdamW|Lion|Adafactor|Muon)$"
    r"|keras\.metrics\.(?:R2Score|F1Score|FBetaScore)$"
    r"|keras\.utils\.(?:set_random_seed|PyDataset|FeatureSpace|split_dataset)$"
)
_NEW_FILE = re.compile(r"\.keras[\"']")


@lru_cache(maxsize=1)
def is_of_keras_2(program: TrainingProgram) -> bool:
    """Whether only Keras 1 or 2 can run the script: it imports modules that are gone, or calls
    what is gone, or what went with TensorFlow 1, or did run with such a Keras, as the output of a
    notebook's cell shows. Its author then has such a Keras, or would have come to nothing long
    before."""
    printed = (text for cell in program.document.cells for text in cell.outputs)
    return (
        any(_OLD_WORDS.search(text) for text in printed)
        or _is_of_tensorflow_1(program)
        or any(_is_old(found.written) for found in program.imports)
        or is_of_keras_1(program)
        or any(call.class_name in _OLD_METHODS for call in program.calls)
    )


def _is_of_tensorflow_1(program: TrainingProgram) -> bool:
    compatible = any("compat" in found.written for found in program.imports)
    texts = (cell.text for cell in program.document.cells)
    return not compatible and any(_OLD_TENSORFLOW.search(text) for text in texts)


@lru_cache(maxsize=1)
def is_of_keras_1(program: TrainingProgram) -> bool:
    """Whether the script gives arguments under names that Keras 2 changed. Its Keras may well be
    set up for Theano, where an image's channels come first without a word of it in the script."""
    used = {(call.name, name) for call in program.calls for name in call.arguments}
    return any(_is_old_argument(function, name) for function, name in used)


def _is_old(module: str) -> bool:
    return _OLD_MODULE.search(module) is not None


def _is_old_argument(function: str, argument: str) -> bool:
    class_name = function.rpartition(".")[2]
    return argument not in _STILL_WRITTEN and argument in renamed(function, class_name)


@lru_cache(maxsize=1)
def is_of_keras_3(program: TrainingProgram) -> bool:
    """Whether the script uses what came with Keras 3, or just before it: it saves ``.keras`` files,
    gives a Sequential model an ``Input`` (of ``import keras``: TensorFlow's Keras took one long
    before), sets all seeds at once, computes by ``keras.ops``."""
    names = {call.name for call in program.calls}
    new = (call for call in program.calls if _NEW_NAMES.match(call.name))
    alone = any(found.written.partition(".")[0] == "keras" for found in program.imports)
    return (
        any(_NEW_NAMES.match(found.written) and _is_named(found) for found in program.imports)
        or any(not _is_of_tensorflow(call) for call in new)
        or (alone and "keras.Input" in names and "keras.Model" not in names)
        or any(_NEW_FILE.search(call.origin.text) for call in program.calls if _saves(call.name))
    )


def _is_named(found: Import) -> bool:
    """Whether an import says the name itself, and not a star."""
    return found.written.rpartition(".")[2] in found.statement.text


def _is_of_tensorflow(call: Call) -> bool:
    """Whether a call is written as one of TensorFlow's own functions, ``tf.nn.top_k``, which Keras
    has too."""
    return re.match(r"[\w.]*(?:\btf|\btensorflow)\.(?!keras\b)", call.origin.text) is not None


def _saves(name: str) -> bool:
    return name.endswith((".save", ".load_model", ".ModelCheckpoint"))
