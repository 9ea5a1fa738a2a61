"""Values turned into others, one by one: into which, where the script writes them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import libcst as cst

from kerascope.reader.values import Function, Items, Table, V, payload
from kerascope.source.origin import Origin

CLASS_NUMBERS: dict[str, Any] = {
    "dtype": "int64", "low": 0, "high": None, "classes": None, "labels": "integer",
}  # fmt: skip
"""What is known of labels that number the classes found in the data."""


def outcomes(recoding: V) -> list[float] | None:
    """The numbers that a dictionary, a list or a function turns all values into; None where it
    gives anything else, or that is not written out."""
    found = payload(recoding)
    if isinstance(found, Table | Items):
        if found.is_open:
            return None
        given = found.entries.values() if isinstance(found, Table) else found.items
        return _numbers([payload(each) for each in given])
    if isinstance(found, Function):
        return _numbers([_constant(each) for each in _results(found)])
    return None


def codes(values: Sequence[float]) -> dict[str, Any]:
    """What is known of labels that take these values."""
    count = len(set(values))
    labels = "binary" if count == 2 else "integer"
    return {"low": min(values), "high": max(values), "classes": count, "labels": labels}


def is_plain(recoding: V) -> bool:
    """Whether a lambda takes something of a value, such as the month of a date, or asks
    something of it, and computes nothing."""
    found = payload(recoding)
    if not isinstance(found, Function) or not isinstance(found.node, cst.Lambda):
        return False
    parts = Origin(found.piece, found.node.body).inside(cst.BinaryOperation, cst.Call)
    return not any(_computes(part.node) for part in parts)


def _computes(node: cst.CSTNode) -> bool:
    """Whether it is an operation or a call of a function, not of a method."""
    return not isinstance(node, cst.Call) or isinstance(node.func, cst.Name)


def _numbers(found: Sequence[object]) -> list[float] | None:
    numbers: list[float] = [each for each in found if isinstance(each, int | float)]
    return numbers if numbers and len(numbers) == len(found) else None


def _results(function: Function) -> list[cst.BaseExpression]:
    """The expressions of which a function gives one, conditions taken apart."""
    node = function.node
    if isinstance(node, cst.Lambda):
        return _alternatives(node.body)
    returns = [place.node for place in Origin(function.piece, node.body).inside(cst.Return)]
    values = [r.value for r in returns if isinstance(r, cst.Return) and r.value is not None]
    return [each for value in values for each in _alternatives(value)]


def _alternatives(value: cst.BaseExpression) -> list[cst.BaseExpression]:
    if isinstance(value, cst.IfExp):
        return _alternatives(value.body) + _alternatives(value.orelse)
    return [value]


def _constant(value: cst.BaseExpression) -> float | None:
    if isinstance(value, cst.UnaryOperation) and isinstance(value.operator, cst.Minus):
        number = _constant(value.expression)
        return None if number is None else -number
    if isinstance(value, cst.Integer | cst.Float):
        return value.evaluated_value
    return None
