"""Fresh initial weights for every seed, the same in both arms wherever shape and role agree."""

from __future__ import annotations

import inspect
import zlib
from collections import Counter
from typing import Any

import numpy as np


class Births:
    """How each weight was initialised, noted as layers create them.

    A weight whose value has changed since (pretrained, adapted, set by hand) is not fresh: it
    keeps its value in every trial.
    """

    def __init__(self, script: str) -> None:
        self._script = script
        self._known: dict[int, tuple[Any, Any, Any]] = {}
        self._lines: dict[int, tuple[Any, int]] = {}

    def place(self, layer: Any) -> None:
        """Note the line of the script that makes ``layer``."""
        line = line_in(self._script)
        if line is not None:
            self._lines[id(layer)] = (layer, line)

    def line_of(self, layer: Any) -> int | None:
        """The line of the script that made ``layer``."""
        return self._lines[id(layer)][1] if id(layer) in self._lines else None

    def record(self, variable: Any, initializer: Any) -> None:
        """Note a weight at its creation."""
        self._known[id(variable)] = (variable, initializer, _mark(variable))

    def renew(self, variables: list[Any]) -> None:
        """Count the present values as those at birth (after a fit that was cut short)."""
        for variable in variables:
            if id(variable) in self._known:
                _, initializer, _ = self._known[id(variable)]
                self.record(variable, initializer)

    def initializer_of(self, variable: Any) -> Any | None:
        """The initializer of a fresh weight, else None."""
        if id(variable) not in self._known:
            return None
        _, initializer, mark = self._known[id(variable)]
        return initializer if mark is None or mark == _mark(variable) else None

    def fresh(self, variables: list[Any]) -> list[bool]:
        """Which weights still have the value that they were born with."""
        return [self.initializer_of(variable) is not None for variable in variables]


def line_in(script: str) -> int | None:
    """The line of the file ``script`` that is being executed, innermost call first."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code.co_filename == script:
            return frame.f_lineno
        frame = frame.f_back
    return None


def _mark(variable: Any) -> int | None:
    """A checksum of a weight's value, None while it has none."""
    try:
        return zlib.crc32(np.ascontiguousarray(as_array(variable)).tobytes())
    except Exception:
        return None


def as_array(variable: Any) -> Any:
    """The value of a Keras variable or a backend tensor."""
    value = getattr(variable, "value", variable)
    value = value() if callable(value) else value
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return value.numpy() if hasattr(value, "numpy") else np.asarray(value)


class Initial:
    """The initial weights of a model, one set a seed."""

    def __init__(self, births: Births, variables: list[Any]) -> None:
        self._variables = variables
        self._initializers = [births.initializer_of(v) for v in variables]
        self._captured = [np.array(as_array(v)) for v in variables]
        self._keys = _keys(variables)

    def set(self, seed: int) -> None:
        """Give every fresh weight the value that belongs to ``seed``."""
        for position, variable in enumerate(self._variables):
            variable.assign(self._value(position, seed))

    def _value(self, position: int, seed: int) -> Any:
        captured, key = self._captured[position], self._keys[position]
        if key.startswith("seed_generator_state"):
            return np.array([_mixed(key, seed), 0], dtype=captured.dtype).reshape(captured.shape)
        initializer = self._initializers[position]
        if initializer is None:
            return captured
        drawn = _reseeded(initializer, _mixed(key, seed))(captured.shape, dtype=str(captured.dtype))
        return np.asarray(as_array(drawn)).astype(captured.dtype)


def _keys(variables: list[Any]) -> list[str]:
    """Role, shape and running number: the same in arms that differ elsewhere."""
    seen: Counter[str] = Counter()
    keys: list[str] = []
    for variable in variables:
        role = variable.name.split("/")[-1].split(":")[0]
        kind = f"{role} {tuple(variable.shape)}"
        keys.append(f"{kind} {seen[kind]}")
        seen[kind] += 1
    return keys


def _mixed(key: str, seed: int) -> int:
    return zlib.crc32(f"{key} {seed}".encode()) % (2**31 - 1)


def _reseeded(initializer: Any, seed: int) -> Any:
    try:
        config = initializer.get_config()
        if "seed" in config:
            return type(initializer).from_config({**config, "seed": seed})
    except Exception:
        return initializer
    return initializer
