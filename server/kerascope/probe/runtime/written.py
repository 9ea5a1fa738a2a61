"""What the user's own functions and classes do: a hash that changes with their code."""

from __future__ import annotations

import functools
import hashlib
import types
from collections.abc import Iterator
from typing import Any

_LIBRARIES = ("keras", "tf_keras", "tensorflow", "jax", "torch", "numpy", "builtins")


def own_code(things: list[Any]) -> str:
    """One hash of all code outside libraries that ``things`` run: functions, and objects by class.

    What a function calls by a global name belongs to it, and so do the numbers it looks up there.
    """
    total, seen = hashlib.sha1(), set()
    waiting = list(things)
    while waiting:
        thing = waiting.pop(0)
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        waiting += _parts(thing)
        if isinstance(thing, types.FunctionType):
            total.update(_text(thing.__code__).encode())
            total.update(repr([v for v in _looked_up(thing) if _is_plain(v)]).encode())
    return total.hexdigest()


def _parts(thing: Any) -> list[Any]:
    if isinstance(thing, functools.partial):
        return [thing.func]
    if isinstance(thing, types.MethodType):
        return [thing.__func__]
    if isinstance(thing, types.FunctionType):
        called = (v for v in _looked_up(thing) if isinstance(v, (types.FunctionType, type)))
        return [v for v in called if _is_own(v)]
    if isinstance(thing, type):
        return [v for c in thing.__mro__ if _is_own(c) for v in _functions(c)]
    held = [v for v in vars(thing).values() if _is_own_function(v)] if _has_fields(thing) else []
    return [type(thing), *held]


def _functions(owner: type) -> Iterator[Any]:
    for value in vars(owner).values():
        inner = getattr(value, "__func__", getattr(value, "fget", value))
        if isinstance(inner, types.FunctionType):
            yield inner


def _looked_up(function: types.FunctionType) -> list[Any]:
    """What its global names and the variables around it hold."""
    names = [name for name in function.__code__.co_names if name in function.__globals__]
    around = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    return [*(function.__globals__[name] for name in names), *around, *defaults]


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _text(code: types.CodeType) -> str:
    """The instructions, without names of files and numbers of lines."""
    constants = [_text(c) if isinstance(c, types.CodeType) else repr(c) for c in code.co_consts]
    return repr((code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars))


def _is_plain(value: Any) -> bool:
    return isinstance(value, (int, float, str, bool, tuple))


def _has_fields(thing: Any) -> bool:
    return hasattr(thing, "__dict__") and not isinstance(thing, types.ModuleType)


def _is_own_function(value: Any) -> bool:
    return isinstance(value, (types.FunctionType, types.MethodType)) and _is_own(value)


def _is_own(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).split(".")[0] not in _LIBRARIES
