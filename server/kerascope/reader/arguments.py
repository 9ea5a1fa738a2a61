"""The arguments of a call, evaluated; and their binding to a user's function."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from kerascope.program.value import Known, Unknown
from kerascope.reader.interpreter import Interpreter
from kerascope.reader.invocation import Argument
from kerascope.reader.iteration import elements
from kerascope.reader.library import undefined
from kerascope.reader.values import Function, Items, Scope, Table, V, payload
from kerascope.source.origin import Origin


def read_arguments(run: Interpreter, node: cst.Call) -> tuple[tuple[Argument, ...], bool]:
    """The arguments in order, stars spread where they are known; and whether that is all."""
    arguments: list[Argument] = []
    complete = True
    for arg in node.args:
        value = run.evaluate(arg.value)
        place = run.origin(arg)
        if arg.star == "":
            arguments.append(Argument(arg.keyword.value if arg.keyword else None, value, place))
        elif arg.star == "*":
            rounds = elements(run, value)
            arguments.extend(Argument(None, item, place) for item in rounds.items)
            complete = complete and rounds.complete
        else:
            table = payload(value)
            if isinstance(table, Table):
                arguments.extend(Argument(str(k), v, place) for k, v in table.entries.items())
            complete = complete and isinstance(table, Table) and not table.is_open
    return tuple(arguments), complete


def parameter_names(function: Function) -> list[str]:
    """The names of all parameters, ``*args`` and ``**kwargs`` left out."""
    parameters = function.node.params
    groups = (parameters.posonly_params, parameters.params, parameters.kwonly_params)
    return [parameter.name.value for group in groups for parameter in group]


def bind_parameters(
    function: Function,
    arguments: Sequence[Argument],
    complete: bool,
    owner: V | None,
    origin: Origin,
) -> Scope:
    """A new scope of the function with its parameters bound as Python binds them."""
    scope = Scope(function.scope)
    parameters = function.node.params
    positional = [a.value for a in arguments if a.name is None]
    if owner is not None:
        positional.insert(0, owner)
    keywords = {a.name: a.value for a in arguments if a.name is not None}
    names = [p.name.value for p in (*parameters.posonly_params, *parameters.params)]
    for name, value in zip(names, positional, strict=False):
        scope.state[name] = value
    missing = Unknown("no argument is known for it", origin)
    for name in (*names[len(positional) :], *(p.name.value for p in parameters.kwonly_params)):
        default = function.defaults.get(name, missing) if complete else missing
        scope.state[name] = keywords.pop(name, default)
    if isinstance(parameters.star_arg, cst.Param):
        rest = Items("tuple", tuple(positional[len(names) :]), not complete)
        scope.state[parameters.star_arg.name.value] = Known(rest)
    if parameters.star_kwarg is not None:
        extra = {k: v for k, v in keywords.items() if k not in names}
        scope.state[parameters.star_kwarg.name.value] = Known(Table(dict(extra), not complete))
    return scope


def unknown_arguments(function: Function) -> Scope:
    """The scope of a function that nobody calls: only its defaults are known, and anything may
    come in ``*args`` and ``**kwargs``."""
    scope = bind_parameters(function, (), True, None, Origin(function.piece, function.node))
    for name in parameter_names(function):
        given = undefined.data(name, function.piece.text)
        if given is not None and isinstance(scope.state[name], Unknown):
            scope.state[name] = given
    stars = (function.node.params.star_arg, function.node.params.star_kwarg)
    for star in stars:
        rest = payload(scope.state[star.name.value]) if isinstance(star, cst.Param) else None
        if isinstance(rest, Items | Table):
            rest.state["open"] = True
    return scope
