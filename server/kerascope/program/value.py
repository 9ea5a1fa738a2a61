"""What is known of a value: one thing, one of a few, or nothing."""

from typing import Generic, TypeVar

from kerascope.source.immutable import immutable
from kerascope.source.origin import Origin

T_co = TypeVar("T_co", covariant=True)


@immutable()
class Known(Generic[T_co]):
    """Exactly this value. ``origin`` is None where the library's default applies."""

    value: T_co
    origin: Origin | None = None


@immutable()
class OneOf(Generic[T_co]):
    """One of a few values, depending on what the reader could not decide."""

    values: tuple[T_co, ...]
    origin: Origin | None = None


@immutable()
class Unknown:
    """Nothing is known; ``reason`` says why, for people."""

    reason: str = ""
    origin: Origin | None = None


@immutable()
class Library:
    """A module, class or function of a library, by its canonical dotted name."""

    name: str


Value = Known[T_co] | OneOf[T_co] | Unknown


def constant(value: Value[object]) -> object:
    """What a known value is; None where it is not known (or is None)."""
    return value.value if isinstance(value, Known) else None


def number(value: Value[object]) -> float | None:
    """A known number, else None; True and False are no numbers."""
    found = constant(value)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def text(value: Value[object]) -> str | None:
    """A known string, else None."""
    found = constant(value)
    return found if isinstance(found, str) else None


def is_known_none(value: Value[object]) -> bool:
    """Whether the value is known to be None."""
    return isinstance(value, Known) and value.value is None
