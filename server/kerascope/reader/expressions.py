"""Expressions: literals, names, containers, comprehensions, operators, calls."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import libcst as cst

from kerascope.program.value import Known, Library, Unknown
from kerascope.reader.arguments import read_arguments
from kerascope.reader.attributes import get_attribute, get_item
from kerascope.reader.calls import call
from kerascope.reader.compiled import undefined_model
from kerascope.reader.interpreter import Interpreter, expression
from kerascope.reader.iteration import elements
from kerascope.reader.library import BUILTINS, undefined, usual_names
from kerascope.reader.library.sklearn import SOME_SCALER
from kerascope.reader.memory import join, joined
from kerascope.reader.operators import binary, compare, negate
from kerascope.reader.values import (
    Function,
    Items,
    Scope,
    Slice,
    Stateful,
    Table,
    V,
    payload,
)

_COMPREHENDED = 64
_CONSTANTS = {"True": True, "False": False, "None": None}


@expression(cst.Name)
def name(run: Interpreter, node: cst.Name) -> V:
    found = run.scope.find(node.value)
    if found is not None:
        return found
    if node.value in _CONSTANTS:
        return Known(_CONSTANTS[node.value], run.origin(node))
    if node.value in BUILTINS:
        return Known(Library(f"builtins.{node.value}"), run.origin(node))
    meant = usual_names.usual(node.value, run.text)
    if meant is not None and _is_snippet(run, node.value):
        return Known(Library(meant), run.origin(node))
    if undefined.is_scaler(node.value) and _is_snippet(run, node.value):
        made = call(run, Known(Library(SOME_SCALER)), (), True, run.origin(node))
        run.memory.write(run.scope.root, node.value, made)
        return made
    if (data := undefined.data(node.value, run.text)) is not None and _is_snippet(run):
        run.memory.write(run.scope.root, node.value, data)
        return data
    return Unknown(f"{node.value} is not defined here", run.origin(node))


def _is_snippet(run: Interpreter, name: str = "") -> bool:
    """Whether the script nowhere says what a name stands for, and has no other library for it."""
    imported = {found.written.partition(".")[0] for found in run.record.imports}
    if imported & usual_names.OTHERS:
        return False
    return not name or not usual_names.is_bound(name, run.text)


@expression(cst.Integer, cst.Float, cst.Imaginary)
def number(run: Interpreter, node: cst.Integer | cst.Float | cst.Imaginary) -> V:
    return _literal(run, node, node.value)


@expression(cst.SimpleString)
def string(run: Interpreter, node: cst.SimpleString) -> V:
    return _literal(run, node, node.value)


def _literal(run: Interpreter, node: cst.CSTNode, text: str) -> V:
    value = _evaluated(text)
    if value is None:
        return Unknown("this literal is not read", run.origin(node))
    return Known(value, run.origin(node))


@lru_cache(maxsize=8_192)
def _evaluated(text: str) -> Any:
    """The value of a literal; None where Python itself would refuse it."""
    try:
        return literal_eval(text)
    except (ValueError, SyntaxError):
        return None


@expression(cst.ConcatenatedString)
def strings(run: Interpreter, node: cst.ConcatenatedString) -> V:
    left, right = payload(run.evaluate(node.left)), payload(run.evaluate(node.right))
    if isinstance(left, str) and isinstance(right, str):
        return Known(left + right, run.origin(node))
    return Unknown("a text made at run time", run.origin(node))


@expression(cst.FormattedString)
def formatted(run: Interpreter, node: cst.FormattedString) -> V:
    parts: list[str] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(part.value)
        elif isinstance(part, cst.FormattedStringExpression):
            value = payload(run.evaluate(part.expression))
            if not isinstance(value, str | int) or part.format_spec or part.conversion:
                return Unknown("a text made at run time", run.origin(node))
            parts.append(str(value))
    return Known("".join(parts), run.origin(node))


@expression(cst.Ellipsis)
def dots(run: Interpreter, node: cst.Ellipsis) -> V:
    return Known(..., run.origin(node))


@expression(cst.List, cst.Tuple, cst.Set)
def container(run: Interpreter, node: cst.List | cst.Tuple | cst.Set) -> V:
    items: list[V] = []
    is_open = False
    for element in node.elements:
        value = run.evaluate(element.value)
        if isinstance(element, cst.StarredElement):
            inner = elements(run, value)
            items.extend(inner.items)
            is_open = is_open or not inner.complete
        else:
            items.append(value)
    kind = type(node).__name__.lower()
    return Known(Items(kind, tuple(items), is_open), run.origin(node))


@expression(cst.Dict)
def dictionary(run: Interpreter, node: cst.Dict) -> V:
    entries: dict[Any, V] = {}
    is_open = False
    for element in node.elements:
        value = run.evaluate(element.value)
        if isinstance(element, cst.DictElement):
            key = payload(run.evaluate(element.key))
            if isinstance(key, str | int | float | bytes):
                entries[key] = value
            else:
                is_open = True
        elif isinstance(inner := payload(value), Table):
            entries.update(inner.entries)
            is_open = is_open or inner.is_open
        else:
            is_open = True
    return Known(Table(entries, is_open), run.origin(node))


@expression(cst.Attribute)
def attribute(run: Interpreter, node: cst.Attribute) -> V:
    return get_attribute(run, run.evaluate(node.value), node.attr.value, node)


@expression(cst.Subscript)
def subscript(run: Interpreter, node: cst.Subscript) -> V:
    owner = run.evaluate(node.value)
    return get_item(run, owner, read_index(run, node.slice), node)


def read_index(run: Interpreter, slices: Sequence[cst.SubscriptElement]) -> V:
    """What stands between the square brackets: one index, or a tuple of them."""
    parts = [_index_part(run, part.slice) for part in slices]
    return parts[0] if len(parts) == 1 else Known(Items("tuple", tuple(parts)))


def _index_part(run: Interpreter, part: cst.BaseSlice) -> V:
    if isinstance(part, cst.Index):
        return run.evaluate(part.value)
    if not isinstance(part, cst.Slice):
        return Unknown()
    bounds = [run.evaluate(b) if b else Known(None) for b in (part.lower, part.upper, part.step)]
    return Known(Slice(*bounds), run.origin(part))


@expression(cst.Call)
def function_call(run: Interpreter, node: cst.Call) -> V:
    function = run.evaluate(node.func)
    arguments, complete = read_arguments(run, node)
    if isinstance(function, Unknown) and (found := undefined_model(run, node, arguments)):
        from kerascope.reader.statements import assign_to

        owner, model = found
        assign_to(run, owner, Known(model, model.origin))
        function = run.evaluate(node.func)
    return call(run, function, arguments, complete, run.origin(node))


@expression(cst.BinaryOperation)
def binary_operation(run: Interpreter, node: cst.BinaryOperation) -> V:
    left, right = run.evaluate(node.left), run.evaluate(node.right)
    return binary(run, type(node.operator).__name__, left, right, run.origin(node))


@expression(cst.UnaryOperation)
def unary_operation(run: Interpreter, node: cst.UnaryOperation) -> V:
    value = run.evaluate(node.expression)
    if isinstance(node.operator, cst.Not):
        known = truth(value)
        return Known(not known) if known is not None else Unknown("not decided")
    return negate(type(node.operator).__name__, value, run.origin(node))


@expression(cst.BooleanOperation)
def boolean_operation(run: Interpreter, node: cst.BooleanOperation) -> V:
    left = run.evaluate(node.left)
    decided = truth(left)
    stops = isinstance(node.operator, cst.Or)
    if decided is stops:
        return left
    right = run.evaluate(node.right)
    return right if decided is not None else join(left, right)


@expression(cst.Comparison)
def comparison(run: Interpreter, node: cst.Comparison) -> V:
    left = run.evaluate(node.left)
    result: V = Known(True)
    for target in node.comparisons:
        right = run.evaluate(target.comparator)
        result = compare(type(target.operator).__name__, left, right, run.origin(node))
        if truth(result) is not True:
            break
        left = right
    return result


@expression(cst.IfExp)
def conditional(run: Interpreter, node: cst.IfExp) -> V:
    decided = truth(run.evaluate(node.test))
    if decided is not None:
        return run.evaluate(node.body if decided else node.orelse)
    return join(run.evaluate(node.body), run.evaluate(node.orelse))


@expression(cst.NamedExpr)
def walrus(run: Interpreter, node: cst.NamedExpr) -> V:
    value = run.evaluate(node.value)
    if isinstance(node.target, cst.Name):
        run.bind(node.target.value, value)
    return value


@expression(cst.Lambda)
def lambda_expression(run: Interpreter, node: cst.Lambda) -> V:
    defaults = {p.name.value: run.evaluate(p.default) for p in node.params.params if p.default}
    return Known(Function("<lambda>", node, run.piece, run.scope, defaults), run.origin(node))


@expression(cst.Yield)
def yield_expression(run: Interpreter, node: cst.Yield) -> V:
    value = node.value
    if isinstance(value, cst.From):
        rounds = elements(run, run.evaluate(value.item))
        run.frames[-1].yields.append(rounds.sample)
    elif value is not None:
        run.frames[-1].yields.append(run.evaluate(value))
    return Unknown("what is sent to a generator")


@expression(cst.Await)
def awaited(run: Interpreter, node: cst.Await) -> V:
    return run.evaluate(node.expression)


@expression(cst.ListComp, cst.SetComp, cst.GeneratorExp)
def comprehension(run: Interpreter, node: cst.ListComp | cst.SetComp | cst.GeneratorExp) -> V:
    found: list[V] = []
    with run.inside(Scope(run.scope), run.piece):
        complete = _comprehend(run, node.for_in, lambda: found.append(run.evaluate(node.elt)))
    return Known(Items("list", tuple(found), not complete), run.origin(node))


@expression(cst.DictComp)
def dictionary_comprehension(run: Interpreter, node: cst.DictComp) -> V:
    entries: dict[Any, V] = {}
    others: list[V] = []

    def add() -> None:
        key = payload(run.evaluate(node.key))
        value = run.evaluate(node.value)
        if isinstance(key, str | int | float):
            entries[key] = value
        else:
            others.append(value)

    with run.inside(Scope(run.scope), run.piece):
        complete = _comprehend(run, node.for_in, add) and not others
    return Known(Table(entries, not complete, joined(others) if others else None), run.origin(node))


def _comprehend(run: Interpreter, part: cst.CompFor, add: Any) -> bool:
    """Run ``add`` for every round; False where the rounds are not known."""
    from kerascope.reader.statements import assign_to

    rounds = elements(run, run.evaluate(part.iter))
    complete = rounds.complete and len(rounds.items) <= _COMPREHENDED
    for item in rounds.items if complete else [rounds.sample]:
        assign_to(run, part.target, item)
        tests = [truth(run.evaluate(condition.test)) for condition in part.ifs]
        if False in tests:
            continue
        complete = complete and None not in tests
        if part.inner_for_in is not None:
            complete = _comprehend(run, part.inner_for_in, add) and complete
        else:
            add()
    return complete


def truth(value: V) -> bool | None:
    """Whether a value counts as true, or None where that is not known."""
    if not isinstance(value, Known):
        return None
    found = value.value
    if isinstance(found, Items):
        return None if found.is_open else bool(found.items)
    if isinstance(found, Table):
        return None if found.is_open else bool(found.entries)
    if found is None or isinstance(found, bool | int | float | str | bytes | complex):
        return bool(found)
    return True if isinstance(found, Stateful | Function) else None


def dotted(node: cst.CSTNode) -> str:
    """The dotted name that an expression spells, or what comes nearest."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return dotted(node.func) if isinstance(node, cst.Call) else ""
