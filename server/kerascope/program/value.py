"""What is known of a value: one thing, one of a few, or nothing."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from kerascope.source.origin import Origin

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Known(Generic[T_co]):
    """Exactly this value. ``origin`` is None where the library's default applies."""

    value: T_co
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class OneOf(Generic[T_co]):
    """One of a few values, depending on what the reader could not decide."""

    values: tuple[T_co, ...]
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing is known; ``reason`` says why, for people."""

    reason: str = ""
    origin: Origin | None = None


Value = Known[T_co] | OneOf[T_co] | Unknown
