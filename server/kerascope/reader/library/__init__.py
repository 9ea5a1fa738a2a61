"""What the reader knows of libraries: small functions in tables, looked up by canonical name."""

from __future__ import annotations

import builtins
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from kerascope.reader.library import signatures

if TYPE_CHECKING:
    from kerascope.reader.invocation import Handler

BUILTINS = frozenset(dir(builtins))

_MODULES = (
    "command_line",
    "containers",
    "images",
    "keras_backend",
    "keras_data",
    "keras_layers",
    "keras_models",
    "keras_training",
    "keras_tuner",
    "numpy",
    "numpy_measures",
    "numpy_random",
    "pandas",
    "python",
    "sklearn",
    "symbolic",
    "tensorflow",
)


@cache
def _handlers() -> dict[str, Handler]:
    found: dict[str, Handler] = {}
    for name in _MODULES:
        found.update(import_module(f"{__name__}.{name}").known.handlers)
    return found


@cache
def handler_of(name: str) -> Handler | None:
    """What is known of calling ``name``, or None."""
    handlers = _handlers()
    if found := handlers.get(name):
        return found
    if name.startswith("keras.") and name.rpartition(".")[2][:1].isupper():
        is_metric = name.startswith("keras.metrics.")
        if signatures.is_a(name, "keras.layers.Layer") and not is_metric:
            return handlers["keras.layers.*"]
        if name.startswith("keras.applications."):
            return handlers["keras.applications.*"]
    if name.startswith("tensorflow_datasets.") and name.endswith(".as_dataset"):
        return handlers["tensorflow_datasets.as_dataset"]
    if name.endswith(".preprocess_input"):
        return handlers["keras.applications.*.preprocess_input"]
    return None
