"""Write what Kerascope knows of keras.applications, by building each model without weights.

    python scripts/generate_applications.py            # writes applications.json
    python scripts/generate_applications.py --check    # fails if the file is stale

For each model: ``input`` (the default image size), ``minimum`` (the smallest without the top),
``features`` (channels without the top), ``stride`` and ``offset`` (an image of n pixels leaves
``(n + offset) // stride`` without the top), ``head`` (values that enter the last layer of the
top), ``parameters`` and ``parameters_without_top``, ``classes``, and ``preprocessing``: what its
``preprocess_input`` does: ``caffe``, ``tf``, ``torch``, or ``inside`` where it does nothing
because the model scales 0-255 itself.
"""

import argparse
import inspect
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras.src.backend.common import global_state

TARGET = Path(__file__).parents[1] / "server/kerascope/reader/library/applications.json"

STRIDE = 32
USUAL_SIZE = 224


@contextmanager
def without_values() -> Iterator[None]:
    """Variables made in here have shapes but no memory."""
    with keras.StatelessScope():
        yield
        global_state.set_global_attribute("uninitialized_variables", [])


def models() -> dict[str, Callable[..., Any]]:
    return {
        name: make
        for name, make in sorted(vars(keras.applications).items())
        if callable(make) and "include_top" in inspect.signature(make).parameters
    }


def module_of(make: Callable[..., Any]) -> ModuleType:
    return sys.modules[make.__module__]


def preprocessing(module: ModuleType) -> str:
    """Tells the kinds apart by what they do to a white and a black pixel."""
    white, black = (module.preprocess_input(np.full((1, 1, 1, 3), v, "float32")) for v in (255, 0))
    span = float(np.ptp([white[..., 0], black[..., 0]]))
    kinds = {(255, 0): "inside", (2, -1): "tf", (255, -103): "caffe"}
    return kinds.get((round(span), int(black[0, 0, 0, 0])), "torch")


def describe(make: Callable[..., Any]) -> dict[str, Any]:
    with without_values():
        whole, body = make(weights=None), make(weights=None, include_top=False)
        size, classes = whole.input_shape[1] or USUAL_SIZE, whole.output_shape[-1]
        return {
            "input": size,
            "minimum": minimum(module_of(make)),
            "features": body.output_shape[-1],
            "stride": STRIDE,
            "offset": offset_of_sizes(make, size),
            "classes": classes,
            "head": head(whole, classes),
            "parameters": whole.count_params(),
            "parameters_without_top": body.count_params(),
            "preprocessing": preprocessing(module_of(make)),
        }


def head(whole: Any, classes: int) -> int:
    """The number of values that enter the last layer with weights."""
    last = next(layer for layer in reversed(whole.layers) if layer.weights)
    return last.count_params() // classes - 1


def minimum(module: ModuleType) -> int:
    """The least image size, as the module hands it to Keras' own check; without one, a stride."""
    found = re.search(r"min_size=(\d+)", inspect.getsource(module))
    return int(found[1]) if found else STRIDE


def offset_of_sizes(make: Callable[..., Any], size: int) -> int:
    """The offset for which an image of n pixels leaves ``(n + offset) // STRIDE``."""

    @cache
    def left(n: int) -> int:
        return make(weights=None, include_top=False, input_shape=(n, n, 3)).output_shape[1]

    low, high = size, size + STRIDE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if left(middle) > left(size) else (middle, high)
    offset = STRIDE * left(high) - high
    for n in (size, low, high, size // 2 + 7):
        if (n + offset) // STRIDE != left(n):
            raise SystemExit(f"{make.__name__}: sizes do not follow a stride of {STRIDE}")
    return offset


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="fail if the file is stale")
    check = arguments.parse_args().check
    known = {name: describe(make) for name, make in models().items()}
    text = json.dumps(known, sort_keys=True).replace("}, ", "},\n") + "\n"
    if not check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.name} is stale: run python scripts/generate_applications.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
