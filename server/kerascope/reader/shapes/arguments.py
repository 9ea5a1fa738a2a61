"""The arguments of a layer as its rule sees them: written, defaults filled in, some unknown."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeGuard

from kerascope.program.tensor import Shape
from kerascope.reader.library.signatures import REQUIRED, Version, signature
from kerascope.reader.shapes.sizes import Size, written
from kerascope.source.immutable import immutable


class Unknowable(Enum):
    """The type of ``UNKNOWN``."""

    UNKNOWN = "unknown"


UNKNOWN = Unknowable.UNKNOWN
"""Stands for the value of an argument that the reader does not know."""


class NotKnown(Exception):
    """What is asked for rests on a value that is not known."""


class Refused(Exception):
    """Keras itself would refuse this; the message is a sentence for the user."""


@immutable()
class Inner:
    """A layer, cell or model inside another one's configuration.

    Where it is a model, ``model`` gives what it makes of one input: (output shape, parameters).
    """

    class_name: str
    config: Mapping[str, object]
    model: Callable[[Shape], tuple[Shape | None, int | None]] | None = None


@cache
def _defaults(class_name: str, keras: Version) -> Mapping[str, object]:
    name = f"keras.layers.{class_name}"
    found = signature(name, keras) or signature(name, 3) or signature(name, 2)
    parameters = found.parameters if found else ()
    return {
        parameter.name: UNKNOWN if parameter.default is REQUIRED else parameter.default
        for parameter in parameters
    }


class Arguments:
    """Reads one layer's arguments by name and type.

    An argument that this version of the layer does not have reads as None.
    """

    __slots__ = ("class_name", "defaults", "keras", "values")

    def __init__(self, class_name: str, values: Mapping[str, object], keras: Version) -> None:
        self.class_name = class_name
        self.values = values
        self.keras: Version = keras
        self.defaults = _defaults(class_name, keras)

    def get(self, name: str) -> object:
        """The value, which may be ``UNKNOWN``."""
        return self.values[name] if name in self.values else self.defaults.get(name)

    def known(self, name: str) -> Any:
        """The value. Raises NotKnown where it is not known."""
        value = self.get(name)
        if value is UNKNOWN:
            raise NotKnown(name)
        return value

    def size(self, name: str) -> Size:
        """A whole number, None where it is not known or none."""
        value = self.get(name)
        return value if isinstance(value, int) else None

    def flag(self, name: str) -> bool:
        return bool(self.known(name))

    def sizes(self, name: str, rank: int) -> tuple[Size, ...]:
        """A number for each of ``rank`` axes, from one number or several; None for unknown."""
        value = self.get(name)
        if value is UNKNOWN:
            return (None,) * rank
        if isinstance(value, int):
            return (value,) * rank
        numbers = listed(value)
        if len(numbers) != rank:
            raise Refused(
                f"{self.class_name} takes {rank} numbers as {name}, this has {len(numbers)}"
            )
        return numbers

    def pairs(self, name: str, rank: int) -> tuple[tuple[Size, Size], ...]:
        """(before, after) for each axis, from a number, a number per axis, or pairs."""
        value = self.get(name)
        if rank == 1 and all_numbers(value):
            before, after = listed(value)
            return ((before, after),)
        if value is UNKNOWN or isinstance(value, int) or all_numbers(value):
            return tuple((size, size) for size in self.sizes(name, rank))
        pairs = [listed(pair) for pair in items(value)]
        return tuple((before, after) for before, after in pairs)

    def shape(self, name: str) -> Shape:
        """A shape, a single number read as one axis. Raises NotKnown."""
        value = self.known(name)
        return (value,) if isinstance(value, int) else listed(value)

    def inner(self, name: str) -> Inner:
        """The wrapped layer. Raises NotKnown where there is none or it is not known."""
        value = self.known(name)
        if not isinstance(value, Inner):
            raise NotKnown(name)
        return value

    def channels_first(self) -> bool:
        return self.known("data_format") == "channels_first"

    def refused(self, what: str) -> Refused:
        return Refused(f"{self.class_name} {what}")


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, (tuple, list))


def items(value: object) -> tuple[object, ...]:
    """The items of a list. Raises NotKnown for anything else."""
    if not is_list(value):
        raise NotKnown("not a list")
    return tuple(value)


def listed(value: object) -> tuple[Size, ...]:
    """Numbers as sizes: what is not a whole number is not known."""
    return tuple(item if isinstance(item, int) else None for item in items(value))


def all_numbers(value: object) -> bool:
    return is_list(value) and all(isinstance(item, int) for item in value)


Direction = Literal["exactly", "at least"]


def expect_rank(arguments: Arguments, shape: Shape, direction: Direction, rank: int) -> None:
    """Raises Refused where Keras would for the number of dimensions, batch included."""
    fits = len(shape) >= rank if direction == "at least" else len(shape) == rank
    if not fits:
        word = "at least " if direction == "at least" else ""
        plural = "" if rank == 1 else "s"
        raise arguments.refused(
            f"expects {word}{rank} dimension{plural} with the batch, "
            f"the input has {len(shape)} ({written(shape)})"
        )
