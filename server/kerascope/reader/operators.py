"""Operators on constants, containers, arrays and symbolic tensors."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Library, OneOf, Unknown
from kerascope.reader import arrays
from kerascope.reader.graph import operation
from kerascope.reader.interpreter import Interpreter
from kerascope.reader.memory import joined
from kerascope.reader.values import Items, SomeNumber, Symbol, Table, V, payload
from kerascope.source.origin import Origin

_LARGEST = 10**12
_LONGEST = 10_000

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "Add": lambda a, b: a + b,
    "Subtract": lambda a, b: a - b,
    "Multiply": lambda a, b: a * b,
    "Divide": lambda a, b: a / b,
    "FloorDivide": lambda a, b: a // b,
    "Modulo": lambda a, b: a % b,
    "Power": lambda a, b: a**b,
    "BitAnd": lambda a, b: a & b,
    "BitOr": lambda a, b: a | b,
    "BitXor": lambda a, b: a ^ b,
    "LeftShift": lambda a, b: a << b,
    "RightShift": lambda a, b: a >> b,
}
_OPERATIONS = {"MatrixMultiply": "matmul", "FloorDivide": "floor_divide", "Modulo": "mod"}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "Equal": operator.eq,
    "NotEqual": operator.ne,
    "LessThan": operator.lt,
    "LessThanEqual": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEqual": operator.ge,
    "Is": operator.is_,
    "IsNot": operator.is_not,
}


def binary(run: Interpreter, name: str, left: V, right: V, origin: Origin) -> V:
    """``left`` operator ``right``; ``name`` is libcst's (``Add``)."""
    one, two = payload(left), payload(right)
    if isinstance(one, int | float) and isinstance(two, int | float):
        return _fold(name, one, two, origin)
    if isinstance(one, Symbol) or isinstance(two, Symbol):
        return operation(_OPERATIONS.get(name, name.lower()), (left, right), origin)
    if isinstance(one, Tensor) or isinstance(two, Tensor):
        return arrays.arithmetic(name, left, right, origin)
    if isinstance(one, Items):
        return _on_items(name, one, two, origin)
    if isinstance(one, str):
        return _on_text(name, one, two, origin)
    if isinstance(one, Table) and isinstance(two, Table) and name == "BitOr":
        return Known(Table(one.entries | two.entries, one.is_open or two.is_open), origin)
    if isinstance(left, OneOf) and isinstance(right, Known):
        return _each(run, name, left, right, origin)
    if isinstance(left, SomeNumber) or isinstance(right, SomeNumber):
        return SomeNumber("it is computed with an unknown size", origin)
    return Unknown("it is computed at run time", origin)


def _each(run: Interpreter, name: str, left: OneOf[Any], right: V, origin: Origin) -> V:
    results = [binary(run, name, Known(v, left.origin), right, origin) for v in left.values]
    return joined(results)


def _fold(name: str, one: Any, two: Any, origin: Origin) -> V:
    """Constant arithmetic, kept small."""
    if name in ("Power", "LeftShift") and (abs(one) > 1e6 or abs(two) > 64):
        return Unknown("a large number", origin)
    try:
        result = _BINARY[name](one, two)
    except (ArithmeticError, TypeError, ValueError, KeyError):
        return Unknown("this arithmetic fails", origin)
    if isinstance(result, complex) or (isinstance(result, int) and abs(result) > _LARGEST):
        return Unknown("a large number", origin)
    return Known(result, origin)


def _on_items(name: str, one: Items, two: Any, origin: Origin) -> V:
    if name == "Add" and isinstance(two, Items):
        return Known(Items(one.kind, one.items + two.items, one.is_open or two.is_open), origin)
    if name == "Add":
        return Known(Items(one.kind, one.items, True), origin)
    if name == "Multiply" and isinstance(two, int) and len(one.items) * two <= _LONGEST:
        return Known(Items(one.kind, one.items * two, one.is_open), origin)
    if name == "Multiply" and one.items and all(map(_is_number, one.items)):
        return Known(Items(one.kind, one.items, True), origin)
    return Unknown("a list made at run time", origin)


def _is_number(value: V) -> bool:
    return isinstance(payload(value), int | float)


def _on_text(name: str, one: str, two: Any, origin: Origin) -> V:
    if name == "Add" and isinstance(two, str):
        return Known(one + two, origin)
    if name == "Modulo" and isinstance(two, str | int) and len(one) < _LONGEST:
        try:
            return Known(one % two, origin)
        except (TypeError, ValueError):
            pass
    return Unknown("a text made at run time", origin)


def negate(name: str, value: V, origin: Origin) -> V:
    """``-x``, ``+x`` and ``~x``."""
    found = payload(value)
    if isinstance(found, int | float) and not isinstance(found, bool):
        if name == "Minus":
            return Known(-found, origin)
        return value if name == "Plus" else Unknown("a bit pattern", origin)
    if isinstance(found, Symbol):
        return operation("negative", (value,), origin)
    if isinstance(found, Tensor) and name == "Minus":
        return arrays.arithmetic("Multiply", value, Known(-1), origin)
    return Unknown("it is computed at run time", origin)


def compare(name: str, left: V, right: V, origin: Origin) -> V:
    """One comparison; on arrays, a mask."""
    one, two = payload(left), payload(right)
    if isinstance(one, Tensor) and name not in ("Is", "IsNot", "In", "NotIn"):
        one_by_one = name not in ("Equal", "NotEqual") or isinstance(two, int | float | SomeNumber)
        return arrays.mask(left, origin, binary=one_by_one or isinstance(two, str))
    if not isinstance(left, Known) or not isinstance(right, Known):
        return Unknown("it depends on what is compared", origin)
    if name in ("In", "NotIn"):
        return _membership(name, one, two, origin)
    plain = int | float | str | bytes | None
    if isinstance(one, plain) and isinstance(two, plain):
        try:
            return Known(bool(_COMPARE[name](one, two)), origin)
        except (TypeError, KeyError):
            return Unknown("it cannot be compared", origin)
    if name in ("Equal", "NotEqual") and isinstance(one, Items | plain):
        same = _are_same(one, two)
        return (
            Unknown("it cannot be compared", origin)
            if same is None
            else Known(same is (name == "Equal"), origin)
        )
    if name in ("Is", "IsNot") and (one is None or two is None):
        return Known(name == "IsNot", origin)
    if isinstance(one, Library) and isinstance(two, Library) and name in ("Is", "Equal"):
        return Known(one == two, origin)
    return Unknown("it depends on what is compared", origin)


def _are_same(one: Any, two: Any) -> bool | None:
    """Whether two constants, or lists or tuples of them, are equal."""
    plain = int | float | str | bytes | None
    if isinstance(one, plain) and isinstance(two, plain):
        return one == two
    if not isinstance(one, Items | plain) or not isinstance(two, Items | plain):
        return None
    if not isinstance(one, Items) or not isinstance(two, Items) or one.kind != two.kind:
        return False
    if one.is_open or two.is_open or "set" in (one.kind, two.kind):
        return None
    if len(one.items) != len(two.items):
        return False
    if not all(isinstance(item, Known) for item in (*one.items, *two.items)):
        return None
    pairs = zip(one.items, two.items, strict=True)
    found = [_are_same(payload(left), payload(right)) for left, right in pairs]
    return False if False in found else None if None in found else True


def _membership(name: str, one: Any, two: Any, origin: Origin) -> V:
    inside: bool | None = None
    if isinstance(two, Items):
        keys = [payload(item) for item in two.items]
        inside = one in keys if not two.is_open and None not in keys else None
    elif isinstance(two, Table) and isinstance(one, str | int | float):
        inside = one in two.entries if one in two.entries or not two.is_open else None
    elif isinstance(two, str) and isinstance(one, str):
        inside = one in two
    if inside is None:
        return Unknown("nobody knows whether it is in there", origin)
    return Known(inside is (name == "In"), origin)
