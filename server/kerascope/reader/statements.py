"""Statements: assignment, imports, branches, loops, definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.program import Import
from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Library, OneOf, Unknown
from kerascope.reader import patterns
from kerascope.reader.attributes import get_item, set_attribute, set_item
from kerascope.reader.compiled import compiled_model
from kerascope.reader.expressions import dotted, truth
from kerascope.reader.indexing import STORES
from kerascope.reader.interpreter import UNROLL, Flow, Interpreter, statement
from kerascope.reader.iteration import elements
from kerascope.reader.library import signatures
from kerascope.reader.memory import joined
from kerascope.reader.modules import follow, imported, public_names
from kerascope.reader.operators import binary
from kerascope.reader.values import (
    STOPPED,
    Dataset,
    Function,
    Items,
    Module,
    Scope,
    SomeInteger,
    Symbol,
    UserClass,
    V,
    is_whole,
    payload,
)
from kerascope.source.origin import Origin


@statement(cst.SimpleStatementLine)
def simple_line(run: Interpreter, node: cst.SimpleStatementLine) -> Flow:
    return run.execute(node.body)


@statement(cst.Expr)
def expression_statement(run: Interpreter, node: cst.Expr) -> Flow:
    if (found := compiled_model(run, node.value)) is not None:
        owner, model = found
        assign_to(run, owner, Known(model, model.origin))
    value = run.evaluate(node.value)
    _discard(run, node.value, payload(value))
    return Flow.STOP if payload(value) is STOPPED else Flow.NEXT


def _discard(run: Interpreter, node: cst.CSTNode, value: object) -> None:
    """A step of a pipeline that nobody keeps."""
    made = value.facts[-1][1] if isinstance(value, Dataset) and value.facts else None
    if made is not None and made.origin.node is node:
        run.record.discarded.append(made)


@statement(cst.Assign)
def assign(run: Interpreter, node: cst.Assign) -> Flow:
    value = run.evaluate(node.value)
    for target in node.targets:
        assign_to(run, target.target, value)
    return Flow.NEXT


@statement(cst.AnnAssign)
def annotated(run: Interpreter, node: cst.AnnAssign) -> Flow:
    if node.value is not None:
        assign_to(run, node.target, run.evaluate(node.value))
    elif run.scope.is_class and isinstance(node.target, cst.Name):
        run.bind(node.target.value, Unknown("a field without a default"))
    return Flow.NEXT


@statement(cst.AugAssign)
def augmented(run: Interpreter, node: cst.AugAssign) -> Flow:
    old = run.evaluate(node.target)
    new = run.evaluate(node.value)
    operator = type(node.operator).__name__.removesuffix("Assign")
    assign_to(run, node.target, binary(run, operator, old, new, run.origin(node)))
    return Flow.NEXT


def assign_to(run: Interpreter, target: cst.CSTNode, value: V) -> None:
    """Bind a target: a name, an attribute, an item, or several of them."""
    if isinstance(target, cst.Name):
        run.bind(target.value, _named(value, target.value))
    elif isinstance(target, cst.Tuple | cst.List):
        _unpack(run, target.elements, value)
    elif isinstance(target, cst.Attribute):
        set_attribute(run, run.evaluate(target.value), target.attr.value, value)
    elif isinstance(target, cst.Subscript):
        changed = set_item(run, run.evaluate(target.value), target, value)
        if changed is not None:
            assign_to(run, _holder(target.value), changed)


def _holder(thing: cst.BaseExpression) -> cst.BaseExpression:
    """What holds the values that are written to: the table behind ``table.loc``."""
    by_position = ("loc", "iloc", "ix", "at", "iat", "values")
    if isinstance(thing, cst.Attribute) and thing.attr.value in by_position:
        return thing.value
    return thing


def _named(value: V, name: str) -> V:
    """A tensor goes by the name it was last given."""
    found = payload(value)
    if isinstance(found, Tensor) and found.name != name:
        return Known(replace(found, name=name), value.origin)
    return value


def _unpack(run: Interpreter, targets: Sequence[cst.BaseElement], value: V) -> None:
    starred = next((i for i, t in enumerate(targets) if isinstance(t, cst.StarredElement)), None)
    parts = _parts(run, value, len(targets) if starred is None else None)
    if starred is not None:
        parts = _gather(parts, starred, len(targets))
    for index, element in enumerate(targets):
        part = parts[index] if parts and index < len(parts) else None
        assign_to(run, element.value, part or Unknown("it was unpacked", value.origin))


def _gather(parts: list[V] | None, starred: int, count: int) -> list[V] | None:
    if parts is None or len(parts) < count - 1:
        return None
    after = count - starred - 1
    middle = Items("list", tuple(parts[starred : len(parts) - after]))
    return [*parts[:starred], Known(middle), *parts[len(parts) - after :]]


def _parts(run: Interpreter, value: V, count: int | None) -> list[V] | None:
    """The values that unpacking gives, or None."""
    if isinstance(value, OneOf):
        choices = [_parts(run, Known(v, value.origin), count) for v in value.values]
        if any(c is None or len(c) != count for c in choices) or count is None:
            return None
        columns = zip(*(c for c in choices if c is not None), strict=True)
        return [joined(column) for column in columns]
    found = payload(value)
    if isinstance(found, Items) and not found.is_open:
        return list(found.items)
    if isinstance(found, Symbol) and count is not None:
        return [get_item(run, value, Known(i)) for i in range(count)]
    if isinstance(found, Tensor) and count is not None and (found.shape or _stored(found)):
        return [get_item(run, value, Known(i)) for i in range(count)]
    return None


def _stored(tensor: Tensor) -> bool:
    return tensor.shape is None and tensor.source in STORES


@statement(cst.Import)
def import_modules(run: Interpreter, node: cst.Import) -> Flow:
    for alias in node.names:
        written = dotted(alias.name)
        bound = alias.asname.name if alias.asname else None
        module = follow(run, written, node)
        if isinstance(bound, cst.Name):
            _import(run, node, written, bound.value, value=_known(module, run.origin(node)))
        else:
            root = written.partition(".")[0]
            module = follow(run, root, node)
            _import(run, node, root, root, value=_known(module, run.origin(node)))
    return Flow.NEXT


@statement(cst.ImportFrom)
def import_names(run: Interpreter, node: cst.ImportFrom) -> Flow:
    module = ("." * len(node.relative)) + (dotted(node.module) if node.module else "")
    if isinstance(node.names, cst.ImportStar):
        _import_all(run, node, module)
        return Flow.NEXT
    for alias in node.names:
        written = f"{module}.{dotted(alias.name)}"
        bound = alias.asname.name if alias.asname else alias.name
        if isinstance(bound, cst.Name):
            value = imported(run, module, dotted(alias.name), node)
            _import(run, node, written, bound.value, of_name=True, value=value)
    return Flow.NEXT


def _import_all(run: Interpreter, node: cst.ImportFrom, module: str) -> None:
    if (followed := follow(run, module, node)) is not None:
        for name, value in public_names(followed).items():
            _import(run, node, f"{module}.{name}", name, of_name=True, value=value)
        return
    for name in signatures.public_names(signatures.canonical(module)):
        _import(run, node, f"{module}.{name}", name, of_name=True)


def _known(module: Module | None, origin: Origin) -> V | None:
    return Known(module, origin) if module is not None else None


def _import(
    run: Interpreter,
    node: cst.CSTNode,
    written: str,
    bound: str,
    of_name: bool = False,
    value: V | None = None,
) -> None:
    """Bind a name to ``value``, or without one to what a library has under that name."""
    canonical, origin = signatures.canonical(written), run.origin(node)
    if not origin.path:
        run.record.imports.append(Import(written, canonical, bound, origin, of_name))
    run.bind(bound, value or Known(Library(canonical), origin))


@statement(cst.If)
def branch(run: Interpreter, node: cst.If) -> Flow:
    test = truth(run.evaluate(node.test))
    if test is True:
        return run.execute(node.body.body)
    if test is False:
        return _otherwise(run, node.orelse)
    return run.either([lambda: run.execute(node.body.body), lambda: _otherwise(run, node.orelse)])


def _otherwise(run: Interpreter, node: cst.If | cst.Else | None) -> Flow:
    if node is None:
        return Flow.NEXT
    return branch(run, node) if isinstance(node, cst.If) else run.execute(node.body.body)


@statement(cst.For)
def loop(run: Interpreter, node: cst.For) -> Flow:
    iterable = run.evaluate(node.iter)
    rounds = elements(run, iterable)
    known = rounds.complete and len(rounds.items) <= UNROLL
    with run.in_loop(node, known):
        if not known:
            item = rounds.sample

            def once() -> Flow:
                _lose_count(run, node.body)
                assign_to(run, node.target, item)
                return run.execute(node.body.body)

            return run.maybe(once)
        for item in rounds.items:
            assign_to(run, node.target, item)
            flow = run.execute(node.body.body)
            if flow is Flow.BREAK:
                return Flow.NEXT
            if flow in (Flow.RETURN, Flow.STOP):
                return flow
    return run.execute(node.orelse.body.body) if node.orelse else Flow.NEXT


@statement(cst.While)
def repeat(run: Interpreter, node: cst.While) -> Flow:
    if truth(run.evaluate(node.test)) is False:
        return Flow.NEXT

    def once() -> Flow:
        _lose_count(run, node.body)
        return run.execute(node.body.body)

    with run.in_loop(node, known=False):
        return run.maybe(once)


def _lose_count(run: Interpreter, body: cst.BaseSuite) -> None:
    """What a loop counts is known in its first round only."""
    for origin in run.origin(body).inside(cst.AugAssign):
        step = origin.node
        if not isinstance(step, cst.AugAssign):
            continue
        if isinstance(step.operator, cst.AddAssign | cst.SubtractAssign):
            _lose_number(run, step.target)


def _lose_number(run: Interpreter, target: cst.BaseAssignTargetExpression) -> None:
    if isinstance(target, cst.Name):
        old = run.scope.state.get(target.value)
    elif isinstance(target, cst.Subscript) and isinstance(target.value, cst.Name):
        old = run.evaluate(target) if target.value.value in run.scope.state else None
    else:
        return
    if old is not None and is_whole(old):
        assign_to(run, target, SomeInteger("it counts the rounds of a loop", old.origin))


@statement(cst.Break)
def leave(_run: Interpreter, _node: cst.Break) -> Flow:
    return Flow.BREAK


@statement(cst.Continue)
def go_on(_run: Interpreter, _node: cst.Continue) -> Flow:
    return Flow.CONTINUE


@statement(cst.Return)
def give_back(run: Interpreter, node: cst.Return) -> Flow:
    value = run.evaluate(node.value) if node.value else Known(None)
    run.frames[-1].returns.append(value)
    return Flow.RETURN


@statement(cst.Raise)
def raise_error(_run: Interpreter, _node: cst.Raise) -> Flow:
    return Flow.STOP


@statement(cst.With)
def with_block(run: Interpreter, node: cst.With) -> Flow:
    for item in node.items:
        value = run.evaluate(item.item)
        tape = payload(value)
        if isinstance(tape, Call) and tape.class_name == "GradientTape":
            run.tapes[tape] = run.origin(node)
        if item.asname is not None:
            assign_to(run, item.asname.name, value)
    return run.execute(node.body.body)


@statement(cst.Try, cst.TryStar)
def try_block(run: Interpreter, node: cst.Try | cst.TryStar) -> Flow:
    """The body is taken to succeed; a handler only adds names that the body did not bind."""
    flow = run.execute(node.body.body)
    for handler in node.handlers:
        ended, changes = run.memory.attempt(_block(run, handler.body))
        if ended is Flow.NEXT:
            fresh = {s: c for s, c in changes.items() if c[1] not in c[0].state}
            run.memory.apply(fresh)
    if flow is Flow.NEXT and node.orelse:
        flow = run.execute(node.orelse.body.body)
    if node.finalbody:
        run.execute(node.finalbody.body.body)
    return flow


def _block(run: Interpreter, body: cst.BaseSuite) -> Callable[[], Flow]:
    return lambda: run.execute(body.body)


@statement(cst.Match)
def match_block(run: Interpreter, node: cst.Match) -> Flow:
    return _first_fitting(run, run.evaluate(node.subject), node.cases)


def _first_fitting(run: Interpreter, subject: V, cases: Sequence[cst.MatchCase]) -> Flow:
    """The body of the first case that fits; where one may fit, of it or of one after it."""
    if not cases:
        return Flow.NEXT
    case, *others = cases

    def taken() -> Flow:
        patterns.bind(run, case.pattern, subject)
        return run.execute(case.body.body)

    fits = _fits(run, case, subject)
    if fits is None:
        return run.either([taken, lambda: _first_fitting(run, subject, others)])
    return taken() if fits else _first_fitting(run, subject, others)


def _fits(run: Interpreter, case: cst.MatchCase, subject: V) -> bool | None:
    fits, guard = patterns.fits(run, case.pattern, subject), case.guard
    if guard is None or fits is False:
        return fits

    def guarded() -> bool | None:
        patterns.bind(run, case.pattern, subject)
        return truth(run.evaluate(guard))

    decided, _ = run.memory.attempt(guarded)
    return decided if fits or decided is False else None


@statement(cst.Global, cst.Nonlocal)
def outer_names(run: Interpreter, node: cst.Global | cst.Nonlocal) -> Flow:
    run.frames[-1].globals.update(item.name.value for item in node.names)
    return Flow.NEXT


@statement(cst.FunctionDef)
def define_function(run: Interpreter, node: cst.FunctionDef) -> Flow:
    function = make_function(run, node, node.name.value)
    run.record.functions.append((function, run.owner_class))
    part = _part_of_property(function)
    name = f"{function.name}.{part}" if part else function.name
    run.bind(name, Known(function, run.origin(node)))
    return Flow.NEXT


def _part_of_property(function: Function) -> str | None:
    """``setter`` for ``@model.setter``: another part of the property that is called ``model``."""
    parts = (decorator.rpartition(".")[2] for decorator in function.decorators)
    return next((part for part in parts if part in ("setter", "deleter")), None)


def make_function(run: Interpreter, node: cst.FunctionDef, name: str) -> Function:
    """The function with its defaults, evaluated where it is defined."""
    defaults = {
        parameter.name.value: run.evaluate(parameter.default)
        for parameter in (
            *node.params.posonly_params,
            *node.params.params,
            *node.params.kwonly_params,
        )
        if parameter.default is not None
    }
    decorators = tuple(dotted(d.decorator) for d in node.decorators)
    return Function(name, node, run.piece, run.scope, defaults, decorators)


@statement(cst.ClassDef)
def define_class(run: Interpreter, node: cst.ClassDef) -> Flow:
    bases = tuple(run.evaluate(base.value) for base in node.bases)
    body = Scope(run.scope, is_class=True)
    made = UserClass(node.name.value, node, run.origin(node), bases, body)
    outer, run.owner_class = run.owner_class, made
    with run.inside(body, run.piece):
        run.execute(node.body.body)
    run.owner_class = outer
    run.bind(node.name.value, Known(made, run.origin(node)))
    return Flow.NEXT
