"""Changing what can change, so that a branch can be tried, taken back and joined."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Any, cast

from kerascope.program.value import Known, OneOf, Unknown
from kerascope.reader.values import Entry, SomeInteger, Stateful, V, is_whole, now

_MISSING: Any = object()
_ALTERNATIVES = 6

Changes = dict[tuple[int, Any], tuple[Stateful, Any, Any]]
"""(thing, key) to the thing, the key and the value."""


class Memory:
    """Writes of the running script. Inside a branch they are logged; what was born inside the
    branch is nobody else's and needs no log."""

    def __init__(self) -> None:
        self._log: Changes | None = None
        self._since = 0

    def write(self, thing: Stateful, key: Any, value: Any) -> None:
        if self._log is not None and thing.born < self._since:
            slot = (id(thing), key)
            if slot not in self._log:
                self._log[slot] = (thing, key, thing.state.get(key, _MISSING))
        thing.state[key] = value

    @contextmanager
    def _trial(self) -> Generator[Changes]:
        outer, since = self._log, self._since
        self._log, self._since = {}, now()
        try:
            yield self._log
        finally:
            self._log, self._since = outer, since

    def attempt(self, run: Callable[[], Any]) -> tuple[Any, Changes]:
        """Run a branch, take its changes back, and return its result with those changes."""
        with self._trial() as log:
            result = run()
        made: Changes = {
            slot: (thing, key, thing.state.get(key, _MISSING))
            for slot, (thing, key, _) in log.items()
        }
        _put(log.values())
        return result, made

    def apply(self, changes: Changes) -> None:
        """Let a tried branch have happened."""
        for thing, key, value in changes.values():
            if value is not _MISSING:
                self.write(thing, key, value)

    def join(self, left: Changes, right: Changes) -> None:
        """Let either of two tried branches have happened."""
        for slot in left.keys() | right.keys():
            thing, key, _ = left.get(slot) or right[slot]
            old = thing.state.get(key, _MISSING)
            one = left[slot][2] if slot in left else old
            two = right[slot][2] if slot in right else old
            self.write(thing, key, _joined(one, two))


def _put(old: Iterable[tuple[Stateful, Any, Any]]) -> None:
    for thing, key, value in old:
        if value is _MISSING:
            thing.state.pop(key, None)
        else:
            thing.state[key] = value


def _joined(one: Any, two: Any) -> Any:
    if one is _MISSING or two is _MISSING:
        return two if one is _MISSING else one
    if isinstance(one, tuple) and isinstance(two, tuple):
        return _joined_tuples(cast("tuple[Any, ...]", one), cast("tuple[Any, ...]", two))
    if isinstance(one, dict) and isinstance(two, dict):
        return _joined_entries(cast("dict[Any, Any]", one), cast("dict[Any, Any]", two))
    if isinstance(one, int) and isinstance(two, int):
        return max(one, two)
    if one is two:
        return cast("Any", one)
    kinds = (Known, OneOf, Unknown)
    if isinstance(one, kinds) and isinstance(two, kinds):
        return join(cast("V", one), cast("V", two))
    return cast("Any", one if two is None else two)


def _joined_entries(one: dict[Any, Any], two: dict[Any, Any]) -> dict[Any, Any]:
    """A dictionary's entries, each as either of the two has it."""
    return {key: _joined(one.get(key, _MISSING), two.get(key, _MISSING)) for key in {**one, **two}}


def _joined_tuples(one: tuple[Any, ...], two: tuple[Any, ...]) -> tuple[Any, ...]:
    """What both have, in order; between, what only one of them has, as optional layers."""
    head = 0
    while head < min(len(one), len(two)) and one[head] is two[head]:
        head += 1
    tail = 0
    while tail < min(len(one), len(two)) - head and one[-1 - tail] is two[-1 - tail]:
        tail += 1
    middle = one[head : len(one) - tail] + two[head : len(two) - tail]
    rest = tuple(Entry(e.layer, True) if isinstance(e, Entry) else e for e in middle)
    return one[:head] + rest + one[len(one) - tail :]


def join(one: V, two: V) -> V:
    """A value that is either of the two."""
    if one is two or same(one, two):
        return one
    whole = is_whole(one) and is_whole(two)
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        if whole:
            return SomeInteger("it is one of several whole numbers", one.origin)
        unknown = one if isinstance(one, Unknown) else two
        return Unknown("it depends on a condition", unknown.origin)
    alternatives: list[Any] = []
    for value in (*_alternatives(one), *_alternatives(two)):
        if not any(_same_payload(value, other) for other in alternatives):
            alternatives.append(value)
    if len(alternatives) > _ALTERNATIVES:
        if whole:
            return SomeInteger("it is one of many whole numbers", one.origin)
        return Unknown("it has too many possible values", one.origin)
    return OneOf(tuple(alternatives), one.origin)


def joined(values: Sequence[V]) -> V:
    """One value that may be any of these; None where there are none."""
    if not values:
        return Known(None)
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


def _alternatives(value: Known[Any] | OneOf[Any]) -> tuple[Any, ...]:
    return (value.value,) if isinstance(value, Known) else value.values


def same(one: V, two: V) -> bool:
    """Whether two known values are the same constant or the same thing."""
    return isinstance(one, Known) and isinstance(two, Known) and _same_payload(one.value, two.value)


def _same_payload(one: Any, two: Any) -> bool:
    if one is two:
        return True
    return type(one) is type(two) and not isinstance(one, Stateful) and one == two
