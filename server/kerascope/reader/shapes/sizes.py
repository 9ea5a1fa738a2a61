"""Arithmetic on sizes of which some are not known."""

from collections.abc import Iterable

from kerascope.program.tensor import Shape

Size = int | None


def product(sizes: Iterable[Size]) -> Size:
    """The product; None where a factor is not known."""
    total = 1
    for size in sizes:
        if size is None:
            return None
        total *= size
    return total


def total(sizes: Iterable[Size]) -> Size:
    """The sum; None where a summand is not known."""
    result = 0
    for size in sizes:
        if size is None:
            return None
        result += size
    return result


def times(size: Size, factor: Size) -> Size:
    return product((size, factor))


def plus(size: Size, summand: Size) -> Size:
    return total((size, summand))


def ceil_divided(size: Size, divisor: Size) -> Size:
    return None if size is None or not divisor else -(-size // divisor)


def differ(one: Size, other: Size) -> bool:
    """Whether two sizes are known and are not the same."""
    return one is not None and other is not None and one != other


def written(shape: Iterable[Size]) -> str:
    """As people write it: ``32×32×3``, with ``?`` for what is not known."""
    return "×".join("?" if size is None else str(size) for size in shape)


def replaced(shape: Shape, axis: int, size: Size) -> Shape:
    """The shape with another size along one axis, which may be negative."""
    axis %= len(shape)
    return (*shape[:axis], size, *shape[axis + 1 :])


def without(shape: Shape, axis: int) -> Shape:
    axis %= len(shape)
    return (*shape[:axis], *shape[axis + 1 :])
