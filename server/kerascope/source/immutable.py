"""Dataclasses that nobody changes, cheap to make."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def immutable(*, eq: bool = True) -> Callable[[type[T]], type[T]]:
    """A dataclass with slots that the type checker keeps frozen.

    Python's own ``frozen`` makes each object twice as slow to build, and reading a script builds
    them by the ten thousand.
    """
    return dataclass(slots=True, eq=eq, unsafe_hash=eq)
