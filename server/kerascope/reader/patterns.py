"""``match`` and ``case``: whether a pattern fits a value, and the names that it binds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import libcst as cst

from kerascope.program.value import Known, Library, OneOf, Unknown
from kerascope.reader.attributes import get_attribute
from kerascope.reader.expressions import truth
from kerascope.reader.interpreter import Interpreter
from kerascope.reader.operators import compare
from kerascope.reader.values import (
    Instance,
    Items,
    Stateful,
    Table,
    UserClass,
    V,
    fields,
    lineage,
    payload,
)

_BUILTINS: dict[str, type | tuple[type, ...]] = {
    "builtins.str": str,
    "builtins.int": int,
    "builtins.float": float,
    "builtins.bool": bool,
    "builtins.bytes": bytes,
    "builtins.list": Items,
    "builtins.tuple": Items,
    "builtins.dict": Table,
}
_PLAIN = (str, int, float, complex, bytes, type(None))

Part = tuple[cst.MatchPattern, V]


def fits(run: Interpreter, pattern: cst.MatchPattern, subject: V) -> bool | None:
    """Whether the pattern fits; None where that is not known."""
    if isinstance(subject, OneOf) and not isinstance(pattern, cst.MatchAs):
        found = {fits(run, pattern, Known(v, subject.origin)) for v in subject.values}
        return found.pop() if len(found) == 1 else None
    match pattern:
        case cst.MatchValue():
            return _compares(run, "Equal", subject, pattern.value)
        case cst.MatchSingleton():
            return _compares(run, "Is", subject, pattern.value)
        case cst.MatchAs():
            return pattern.pattern is None or fits(run, pattern.pattern, subject)
        case cst.MatchOr():
            return _any([fits(run, each.pattern, subject) for each in pattern.patterns])
        case _:
            inside = [fits(run, part, value) for part, value in _parts(run, pattern, subject)]
            return _all([_shape_fits(run, pattern, subject), *inside])


def bind(run: Interpreter, pattern: cst.MatchPattern, subject: V) -> None:
    """Give the pattern's names their values, as if it fitted."""
    match pattern:
        case cst.MatchAs(pattern=inner, name=name):
            if inner is not None:
                bind(run, inner, subject)
            if name is not None:
                run.bind(name.value, subject)
        case cst.MatchOr():
            options = [each.pattern for each in pattern.patterns]
            likely = [each for each in options if fits(run, each, subject) is not False]
            bind(run, (likely or options)[0], subject)
        case _:
            for part, value in _parts(run, pattern, subject):
                bind(run, part, value)
            _bind_rest(run, pattern, subject)


def _compares(run: Interpreter, how: str, subject: V, written: cst.CSTNode) -> bool | None:
    value = run.evaluate(written)
    if isinstance(payload(subject), Stateful) and isinstance(payload(value), _PLAIN):
        return None if isinstance(value, Unknown) else False
    return truth(compare(how, subject, value, run.origin(written)))


def _all(found: Sequence[bool | None]) -> bool | None:
    return False if False in found else None if None in found else True


def _any(found: Sequence[bool | None]) -> bool | None:
    return True if True in found else None if None in found else False


def _shape_fits(run: Interpreter, pattern: cst.MatchPattern, subject: V) -> bool | None:
    """Whether the value has the parts that the pattern asks for."""
    if not isinstance(subject, Known):
        return None
    thing = subject.value
    other = False if isinstance(thing, (*_PLAIN, Stateful)) else None
    match pattern:
        case cst.MatchSequence():
            return _length_fits(pattern, thing) if isinstance(thing, Items) else other
        case cst.MatchMapping():
            if not isinstance(thing, Table):
                return other
            keys = [payload(run.evaluate(each.key)) for each in pattern.elements]
            absent = None if thing.is_open else False
            return True if all(key in thing.entries for key in keys) else absent
        case cst.MatchClass():
            return _is_instance(thing, payload(run.evaluate(pattern.cls)))
        case _:
            return None


def _length_fits(pattern: cst.MatchSequence, items: Items) -> bool | None:
    if items.kind == "set":
        return False
    if items.is_open:
        return None
    starred = any(isinstance(each, cst.MatchStar) for each in pattern.patterns)
    count = len(pattern.patterns) - starred
    return len(items.items) >= count if starred else len(items.items) == count


def _is_instance(thing: Any, cls: Any) -> bool | None:
    if isinstance(thing, Items):
        return isinstance(cls, Library) and cls.name == f"builtins.{thing.kind}"
    if isinstance(thing, (*_PLAIN, Table)):
        return isinstance(cls, Library) and isinstance(thing, _BUILTINS.get(cls.name, ()))
    owner = thing if isinstance(thing, Instance) else getattr(thing, "instance", None)
    if not isinstance(owner, Instance) or owner.cls is None:
        return None
    if isinstance(cls, UserClass):
        return cls in lineage(owner.cls)
    return False if isinstance(cls, Library) and cls.name in _BUILTINS else None


def _parts(run: Interpreter, pattern: cst.MatchPattern, subject: V) -> list[Part]:
    """The patterns inside, each with the part of the value that it is for."""
    match pattern:
        case cst.MatchSequence():
            return _of_sequence(pattern, subject)
        case cst.MatchMapping():
            table = payload(subject)
            entries = table.entries if isinstance(table, Table) else {}
            missing = Unknown("this key is not known", subject.origin)
            return [
                (each.pattern, entries.get(payload(run.evaluate(each.key)), missing))
                for each in pattern.elements
            ]
        case cst.MatchClass():
            return _of_class(run, pattern, subject)
        case _:
            return []


def _of_sequence(pattern: cst.MatchSequence, subject: V) -> list[Part]:
    """The items before ``*rest`` count from the front, those after it from the back."""
    items, count = payload(subject), len(pattern.patterns)
    known = isinstance(items, Items) and _length_fits(pattern, items) is True
    parts: list[Part] = []
    place = 0
    for index, each in enumerate(pattern.patterns):
        if isinstance(each, cst.MatchStar):
            place = -count
            continue
        some = Unknown("it was unpacked", subject.origin)
        parts.append((each.value, items.items[place + index] if known else some))
    return parts


def _of_class(run: Interpreter, pattern: cst.MatchClass, subject: V) -> list[Part]:
    named = [(each.pattern, get_attribute(run, subject, each.key.value)) for each in pattern.kwds]
    cls = payload(run.evaluate(pattern.cls))
    if isinstance(cls, Library):
        return [*((each.value, subject) for each in pattern.patterns), *named]
    names = fields(cls) if isinstance(cls, UserClass) else []
    parts: list[Part] = []
    for index, each in enumerate(pattern.patterns):
        known = index < len(names)
        value = get_attribute(run, subject, names[index]) if known else Unknown("a field")
        parts.append((each.value, value))
    return [*parts, *named]


def _bind_rest(run: Interpreter, pattern: cst.MatchPattern, subject: V) -> None:
    """``*rest`` and ``**rest``."""
    if isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        keys = {payload(run.evaluate(each.key)) for each in pattern.elements}
        run.bind(pattern.rest.value, Known(_without(payload(subject), keys), subject.origin))
    if isinstance(pattern, cst.MatchSequence):
        for index, each in enumerate(pattern.patterns):
            if isinstance(each, cst.MatchStar) and each.name is not None:
                run.bind(each.name.value, Known(_middle(pattern, subject, index), subject.origin))


def _without(thing: Any, keys: set[Any]) -> Table:
    if not isinstance(thing, Table):
        return Table({}, is_open=True)
    return Table({k: v for k, v in thing.entries.items() if k not in keys}, thing.is_open)


def _middle(pattern: cst.MatchSequence, subject: V, index: int) -> Items:
    """What ``*rest`` at that place takes."""
    thing, after = payload(subject), len(pattern.patterns) - index - 1
    if not isinstance(thing, Items) or _length_fits(pattern, thing) is not True:
        return Items("list", (), is_open=True)
    return Items("list", thing.items[index : len(thing.items) - after])
