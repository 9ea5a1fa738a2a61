"""What names mean that a script uses but never binds, as in snippets without their imports."""

import re
from functools import cache

from kerascope.reader.library import signatures

_MODULES = {
    "K": "keras.backend",
    "callbacks": "keras.callbacks",
    "cifar10": "keras.datasets.cifar10",
    "cifar100": "keras.datasets.cifar100",
    "fashion_mnist": "keras.datasets.fashion_mnist",
    "imdb": "keras.datasets.imdb",
    "initializers": "keras.initializers",
    "keras": "keras",
    "layers": "keras.layers",
    "mnist": "keras.datasets.mnist",
    "models": "keras.models",
    "np": "numpy",
    "np_utils": "keras.utils",
    "numpy": "numpy",
    "optimizers": "keras.optimizers",
    "pd": "pandas",
    "regularizers": "keras.regularizers",
    "reuters": "keras.datasets.reuters",
    "sequence": "keras.preprocessing.sequence",
    "tf": "tensorflow",
}
_NAMES = {
    "ImageDataGenerator": "keras.preprocessing.image.ImageDataGenerator",
    "KFold": "sklearn.model_selection.KFold",
    "LabelEncoder": "sklearn.preprocessing.LabelEncoder",
    "MinMaxScaler": "sklearn.preprocessing.MinMaxScaler",
    "OneHotEncoder": "sklearn.preprocessing.OneHotEncoder",
    "StandardScaler": "sklearn.preprocessing.StandardScaler",
    "StratifiedKFold": "sklearn.model_selection.StratifiedKFold",
    "Tokenizer": "keras.preprocessing.text.Tokenizer",
    "concatenate": "keras.layers.concatenate",
    "l1": "keras.regularizers.l1",
    "l1_l2": "keras.regularizers.l1_l2",
    "l2": "keras.regularizers.l2",
    "load_breast_cancer": "sklearn.datasets.load_breast_cancer",
    "load_digits": "sklearn.datasets.load_digits",
    "load_iris": "sklearn.datasets.load_iris",
    "load_wine": "sklearn.datasets.load_wine",
    "pad_sequences": "keras.preprocessing.sequence.pad_sequences",
    "to_categorical": "keras.utils.to_categorical",
    "train_test_split": "sklearn.model_selection.train_test_split",
}
_ROOMS = ("keras.models", "keras.layers", "keras.optimizers", "keras.callbacks")

OTHERS = frozenset({"torch", "mxnet", "paddle", "tflearn", "flax", "jax", "haiku", "lasagne"})
"""Libraries that have names of their own for the same things."""


_BINDS = (
    r"(?m)\b(?:def|class|as)\s+{0}\b|\bimport\b[^\n]*\b{0}\b|^[^\n=#]*\b{0}\b[^\n=(]*=(?!=)"
    r"|^\s+{0},?\s*(?:\#.*)?$|\b(?:for|lambda)\s[^\n]*\b{0}\b[^\n]*(?:\bin\b|:)"
)
"""Text that gives a name a meaning, wherever it stands."""


def is_bound(name: str, text: str) -> bool:
    """Whether ``text`` binds ``name`` anywhere, run or not."""
    return re.search(_BINDS.format(re.escape(name)), text) is not None


def usual(name: str) -> str | None:
    """What ``name`` nearly always stands for in scripts that train with Keras."""
    if (found := _NAMES.get(name)) is not None:
        return signatures.canonical(found)
    return _MODULES.get(name) or _classes().get(name)


@cache
def _classes() -> dict[str, str]:
    return {
        name: signatures.canonical(f"{room}.{name}")
        for room in reversed(_ROOMS)
        for name in signatures.public_names(room)
        if name[:1].isupper()
    }
