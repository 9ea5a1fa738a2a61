"""What a loop goes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Unknown
from kerascope.reader.memory import join
from kerascope.reader.values import (
    EACH_LAYER,
    SOME_LAYER,
    Dataset,
    Items,
    Method,
    SomeNumber,
    Table,
    V,
    payload,
)
from kerascope.source.immutable import immutable

if TYPE_CHECKING:
    from kerascope.reader.interpreter import Interpreter

_LONGEST = 4_096


@immutable()
class Rounds:
    """``items`` are the values that are known to come; ``sample`` stands for any of them."""

    items: tuple[V, ...]
    complete: bool
    sample: V


def elements(run: Interpreter, value: V) -> Rounds:
    """The values that iterating over ``value`` gives."""
    found = payload(value)
    if isinstance(found, range):
        return _numbers(found, value)
    if isinstance(found, Items):
        return _rounds(found.items, not found.is_open)
    if isinstance(found, Table):
        return _rounds(tuple(Known(key) for key in found.entries), not found.is_open)
    if isinstance(found, str):
        return _rounds(tuple(Known(letter) for letter in found[:_LONGEST]), True)
    if isinstance(found, Dataset):
        return Rounds((), False, found.element)
    if isinstance(found, Tensor):
        from kerascope.reader.attributes import get_item

        return Rounds((), False, get_item(run, value, Known(0)))
    if isinstance(found, Method) and found.name in ("layers", SOME_LAYER):
        name = EACH_LAYER if found.name == "layers" else SOME_LAYER
        return Rounds((), False, Known(Method(found.owner, name), value.origin))
    return Rounds((), False, Unknown("nobody knows what is iterated", value.origin))


def _numbers(numbers: range, value: V) -> Rounds:
    if len(numbers) > _LONGEST:
        return Rounds((), False, SomeNumber("one of many numbers", value.origin))
    return _rounds(tuple(Known(number, value.origin) for number in numbers), True)


def _rounds(items: tuple[V, ...], complete: bool) -> Rounds:
    sample: V = items[0] if items else Unknown("an element of something unknown")
    for item in items[1:6]:
        sample = join(sample, item)
    return Rounds(items, complete, sample)
