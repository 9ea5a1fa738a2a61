"""Calls: the library's by what is known of it, the user's own by reading their bodies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.tensor import Tensor
from kerascope.program.value import Known, Library, OneOf, Unknown, is_known_none
from kerascope.reader.arguments import bind_parameters, parameter_names
from kerascope.reader.arrays import shape_value
from kerascope.reader.foreign import call_foreign, unknown_node
from kerascope.reader.graph import call_lambda, call_layer, call_model, operation
from kerascope.reader.interpreter import DEPTH, Flow, Frame, Interpreter
from kerascope.reader.invocation import Argument, Invocation
from kerascope.reader.iteration import elements
from kerascope.reader.library import handler_of, signatures
from kerascope.reader.library.symbolic import on_symbols
from kerascope.reader.memory import joined
from kerascope.reader.symbols import like, operands_of, symbols_in
from kerascope.reader.values import (
    Bound,
    Dataset,
    Entry,
    Function,
    Instance,
    Items,
    LayerObject,
    Method,
    ModelObject,
    Partial,
    Scope,
    Symbol,
    Table,
    UserClass,
    V,
    fields,
    payload,
)
from kerascope.source.origin import Origin

Arguments = tuple[Argument, ...]


def call(run: Interpreter, function: V, arguments: Arguments, complete: bool, origin: Origin) -> V:
    """The value of calling ``function``."""
    if isinstance(function, OneOf):
        results = [call(run, Known(f), arguments, complete, origin) for f in function.values[:3]]
        return joined(results)
    thing = payload(function)
    if isinstance(thing, Library):
        return _call_library(run, thing.name, None, arguments, complete, origin)
    if isinstance(thing, Method):
        return _call_method(run, thing, arguments, complete, origin)
    if isinstance(thing, Function):
        return call_function(run, thing, arguments, complete, None, origin)
    if isinstance(thing, Bound):
        return call_function(run, thing.function, arguments, complete, thing.owner, origin)
    if isinstance(thing, UserClass):
        return _make(run, thing, arguments, complete, origin)
    if isinstance(thing, Partial):
        given = tuple(Argument(None, v, origin) for v in thing.positional)
        here = {argument.name for argument in arguments}
        named = tuple(Argument(k, v, origin) for k, v in thing.keywords.items() if k not in here)
        return call(run, thing.function, (*given, *arguments, *named), complete, origin)
    if isinstance(thing, LayerObject | ModelObject | Instance):
        return _call_object(run, function, thing, arguments, complete, origin)
    if isinstance(thing, Call) and thing.name.startswith("keras.initializers."):
        return _call_library(run, "keras.initializers.*()", function, arguments, complete, origin)
    if any(symbols_in(a.value, origin) for a in arguments):
        values = [a.value for a in arguments]
        if isinstance(thing, Call):
            return call_foreign(thing, values, origin)
        return unknown_node("unknown", values, origin)
    return Unknown("what is called is not known", origin)


def call_value(run: Interpreter, function: V, values: Iterable[V], origin: Origin) -> V:
    """Call with positional values only."""
    return call(run, function, tuple(Argument(None, v, origin) for v in values), True, origin)


def call_method(run: Interpreter, owner: Any, name: str, *values: V) -> V | None:
    """Call a method that the user wrote on an object; None where there is none."""
    instance: Instance | None = owner if isinstance(owner, Instance) else owner.instance
    if instance is None or instance.cls is None:
        return None
    function = payload(instance.cls.find(name) or Unknown())
    if not isinstance(function, Function):
        return None
    arguments = tuple(Argument(None, v, owner.origin) for v in values)
    return call_function(run, function, arguments, True, Known(owner), owner.origin)


def call_function(
    run: Interpreter,
    function: Function,
    arguments: Arguments,
    complete: bool,
    owner: V | None,
    origin: Origin | None,
) -> V:
    """Read the body of a function of the user's with these arguments."""
    at = origin or Origin(function.piece, function.node)
    if len(run.frames) > DEPTH or sum(f.function is function for f in run.frames) > 1:
        return Unknown("the calls go too deep to follow", at)
    run.called.add(function.node)
    scope = bind_parameters(function, arguments, complete, owner, at)
    frame = Frame(function)
    run.frames.append(frame)
    try:
        with run.inside(scope, run.entered(function.piece, at)):
            return _run_body(run, function, frame)
    finally:
        run.frames.pop()


def _run_body(run: Interpreter, function: Function, frame: Frame) -> V:
    node = function.node
    if isinstance(node, cst.Lambda):
        return run.evaluate(node.body)
    flow = run.execute(node.body.body)
    if frame.yields:
        element = joined(frame.yields)
        place, batches = run.origin(node), {"batches": True}
        return Known(Dataset(element, source=function.name, origin=place, extra=batches))
    if flow is Flow.NEXT and frame.returns:
        frame.returns.append(Known(None))
    return joined(
        [r for r in frame.returns if not (is_known_none(r) and r.origin)] or [Known(None)]
    )


def _make(
    run: Interpreter, cls: UserClass, arguments: Arguments, complete: bool, origin: Origin
) -> V:
    """An instance of the user's class, its ``__init__`` read."""
    instance = Instance(cls, origin)
    value = _dressed(cls, instance, origin)
    init = payload(cls.find("__init__") or Unknown())
    if isinstance(init, Function):
        call_function(run, init, arguments, complete, value, origin)
    else:
        _dataclass_fields(cls, instance, arguments)
        construct_base(run, value.value, arguments, complete, origin)
    thing = value.value
    run.instances.setdefault(cls, thing)
    if isinstance(thing, ModelObject):
        run.record.models.append(thing)
    return value


def _dressed(cls: UserClass, instance: Instance, origin: Origin) -> Known[Any]:
    """As a layer or a model where the class derives from one of Keras'."""
    for base in cls.library_bases():
        if signatures.is_a(base, "keras.Model"):
            model = ModelObject("subclassed", origin, instance=instance, name=cls.name)
            if base == "keras.Sequential":
                model.kind = "sequential"
            return Known(model, origin)
        if signatures.is_a(base, "keras.layers.Layer"):
            return Known(LayerObject(cls.name, origin, instance=instance), origin)
    return Known(instance, origin)


def construct_base(
    run: Interpreter, thing: Any, arguments: Arguments, complete: bool, origin: Origin
) -> None:
    """The constructor of the library's class below a class of the user's."""
    if isinstance(thing, ModelObject):
        names = ("inputs", "outputs") if thing.kind != "sequential" else ("layers",)
        given = Invocation(run, "keras.Model", None, arguments, complete, origin)
        if all(given.has(index, name) for index, name in enumerate(names)):
            for index, name in enumerate(names):
                fill_model(run, thing, name, given.get(index, name))
        return
    if not isinstance(thing, LayerObject) or thing.instance is None or thing.instance.cls is None:
        return
    for base in thing.instance.cls.library_bases():
        if base != "keras.layers.Layer" and signatures.is_a(base, "keras.layers.Layer"):
            bound = Invocation(run, base, None, arguments, complete, origin).call
            thing.base = LayerObject(bound.class_name, thing.origin, bound)


def fill_model(run: Interpreter, model: ModelObject, name: str, value: V) -> None:
    """Give a model of the user's class what its constructor got."""
    if name == "layers":
        items = elements(run, value).items
        run.memory.write(model, "entries", tuple(Entry(item) for item in items))
    else:
        run.memory.write(model, name, value)


def _dataclass_fields(cls: UserClass, instance: Instance, arguments: Arguments) -> None:
    names = fields(cls)
    for index, argument in enumerate(arguments):
        name = argument.name or (names[index] if index < len(names) else None)
        if name is not None:
            instance.state[name] = argument.value


def _call_object(
    run: Interpreter,
    function: V,
    thing: LayerObject | ModelObject | Instance,
    arguments: Arguments,
    complete: bool,
    origin: Origin,
) -> V:
    instance = thing if isinstance(thing, Instance) else thing.instance
    if isinstance(thing, ModelObject) and arguments:
        run.forwards[id(thing)] = (arguments[0].value, arguments[0].place)
    values = [a.value for a in arguments if a.name is None]
    named = [a.value for a in arguments if a.name is not None and symbols_in(a.value, origin)]
    tensors = [*values, *named]
    if instance is not None and instance.cls is not None:
        return _call_own(run, function, instance, arguments, complete, origin)
    first = tensors[0] if tensors else Unknown("called without a tensor", origin)
    if isinstance(thing, LayerObject):
        extra = [v for v in tensors[1:] if symbols_in(v, origin)]
        whole = Known(Items("list", (first, *extra))) if extra else first
        if thing.class_name == "Lambda" and thing.call is not None:
            function = thing.call.get("function")
            result = call_value(run, function, (whole,), origin)
            return call_lambda(run, thing, whole, result, origin)
        return call_layer(run, thing, whole, origin)
    if isinstance(thing, ModelObject):
        return call_model(run, thing, first, origin)
    return Unknown("what is called is not known", origin)


def _call_own(
    run: Interpreter,
    function: V,
    instance: Instance,
    arguments: Arguments,
    complete: bool,
    origin: Origin,
) -> V:
    """A layer or model of the user's called: its ``build`` and ``call`` are read."""
    cls = instance.cls
    if cls is None:
        return Unknown("its class is not known", origin)
    build = payload(cls.find("build") or Unknown())
    if isinstance(build, Function) and "__built__" not in instance.state:
        run.memory.write(instance, "__built__", Known(True))
        shape = input_shape([a.value for a in arguments], origin)
        call_function(run, build, (Argument(None, shape, origin),), True, function, origin)
    method = payload(cls.find("call") or cls.find("__call__") or Unknown())
    if not isinstance(method, Function):
        return call_inherited(run, function, [a.value for a in arguments], origin)
    thing = payload(function)
    if isinstance(thing, ModelObject) and arguments and thing.state["example"] is None:
        run.memory.write(thing, "example", like(arguments[0].value, origin))
    if "training" in parameter_names(method) and not any(a.name == "training" for a in arguments):
        arguments = (*arguments, Argument("training", Known(True), origin))
    result = call_function(run, method, arguments, complete, function, origin)
    if symbols_in(result, origin) or not any(symbols_in(a.value, origin) for a in arguments):
        return result
    return unknown_node(cls.name, [a.value for a in arguments], origin)


def call_inherited(run: Interpreter, function: V, values: list[V], origin: Origin) -> V:
    """A class of the user's that leaves ``call`` to Keras' class below it."""
    thing = payload(function)
    first = values[0] if values else Unknown("called without a tensor", origin)
    if isinstance(thing, LayerObject) and thing.base is not None:
        return call_layer(run, thing.base, first, origin)
    if isinstance(thing, ModelObject) and (thing.kind == "sequential" or thing.state["outputs"]):
        return call_model(run, thing, first, origin)
    return unknown_node(_name_of(thing), values, origin)


def _name_of(thing: Any) -> str:
    instance = thing if isinstance(thing, Instance) else getattr(thing, "instance", None)
    return instance.cls.name if instance is not None and instance.cls is not None else "unknown"


def input_shape(values: list[V], origin: Origin) -> V:
    """What ``build`` is given: the shape of the first argument, of a list one for each."""
    first = payload(values[0]) if values else None
    if isinstance(first, Items):
        shapes = tuple(input_shape([item], origin) for item in first.items)
        return Known(Items("list", shapes, first.is_open), origin)
    found = operands_of(values[0], origin) if values else []
    return shape_value(found[0].shape if len(found) == 1 else None)


def _kind_of(thing: Any) -> str:
    """The name under which the methods of a thing are registered."""
    if isinstance(thing, Call):
        return thing.name
    if isinstance(thing, Library):
        return thing.name
    if isinstance(thing, ModelObject):
        return "Model"
    if isinstance(thing, LayerObject):
        return "Layer"
    if isinstance(thing, Method):
        return f"{_kind_of(payload(thing.owner))}.{thing.name}"
    names: dict[Any, str] = {
        Tensor: "Tensor",
        Dataset: "Dataset",
        Items: "list",
        Table: "dict",
        str: "str",
        Symbol: "Symbol",
        Instance: "object",
        UserClass: "class",
        Scope: "scope",
    }
    return names.get(type(thing), type(thing).__name__)


def _call_method(
    run: Interpreter, method: Method, arguments: Arguments, complete: bool, origin: Origin
) -> V:
    thing = payload(method.owner)
    kind = _kind_of(thing)
    name = f"{kind}.{method.name}"
    return _call_library(run, name, method.owner, arguments, complete, origin)


def _call_library(
    run: Interpreter,
    name: str,
    owner: V | None,
    arguments: Arguments,
    complete: bool,
    origin: Origin,
) -> V:
    invocation = Invocation(run, name, owner, arguments, complete, origin)
    if owner is None and not name.startswith("builtins."):
        run.record.calls.append(invocation.call)
    if owner is None and (result := on_symbols(invocation)) is not None:
        return result
    handler = handler_of(name)
    if handler is not None:
        return handler(invocation)
    if owner is not None:
        return _unknown_method(invocation)
    if any(symbols_in(a.value, origin) for a in arguments):
        values = [a.value for a in arguments]
        return operation(name.rpartition(".")[2], values, origin, invocation.call)
    if name.rpartition(".")[2][:1].isupper():
        return Known(invocation.call, origin)
    return Unknown(f"nothing is known of {name}", origin)


def _unknown_method(invocation: Invocation) -> V:
    """A method nobody knows: of an array, it may have changed the values."""
    from kerascope.reader.arrays import opaque

    owner = invocation.owner
    thing = payload(owner) if owner is not None else None
    if isinstance(thing, Symbol) and owner is not None:
        values = [owner, *invocation.positional]
        return operation(invocation.name.rpartition(".")[2], values, invocation.origin)
    if isinstance(thing, Items | Table):
        invocation.run.memory.write(thing, "open", True)
    if isinstance(thing, Tensor):
        text = f"goes through {invocation.name.rpartition('.')[2]}()"
        return Known(opaque(thing, text, invocation.origin), invocation.origin)
    return Unknown(f"nothing is known of {invocation.name}", invocation.origin)
