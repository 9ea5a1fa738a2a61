"""Models that other packages make, or that a snippet leaves out: what is compiled, trained or
given layers like a Keras model is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import libcst as cst

from kerascope.program.call import Call
from kerascope.program.value import Known, Library, Unknown
from kerascope.reader.interpreter import Interpreter
from kerascope.reader.invocation import Argument
from kerascope.reader.values import Entry, Instance, LayerObject, ModelObject, V, payload

_SETTINGS = frozenset({"optimizer", "loss", "metrics"})


Owner = cst.Name | cst.Attribute


def compiled_model(run: Interpreter, node: cst.BaseExpression) -> tuple[Owner, ModelObject] | None:
    """The model, and the variable that holds it, in a statement such as
    ``model.compile(optimizer="adam")``, where nothing but this shows that it is one: another
    package has made it, or it is not known at all."""
    owner = _owner(node)
    model = _model(run, owner) if owner is not None else None
    return (owner, model) if owner is not None and model is not None else None


def _owner(node: cst.BaseExpression) -> Owner | None:
    """What is compiled, in a call of ``compile`` with a setting of Keras by its name."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return None
    owner = node.func.value
    if node.func.attr.value != "compile" or not isinstance(owner, cst.Name | cst.Attribute):
        return None
    named = (argument.keyword.value for argument in node.args if argument.keyword is not None)
    return owner if any(name in _SETTINGS for name in named) else None


def _model(run: Interpreter, owner: Owner) -> ModelObject | None:
    name = owner.value if isinstance(owner, cst.Name) else "model"
    value = run.evaluate(owner)
    thing: Any = payload(value)
    if isinstance(thing, Instance) and thing.cls is not None and _has_strange_base(thing):
        return ModelObject("subclassed", thing.origin, instance=thing, name=thing.cls.name)
    if isinstance(thing, Call) and not thing.name.startswith("keras."):
        why = f"it is made by {thing.class_name}()"
        return ModelObject("unknown", thing.origin, thing, reason=why, name=name)
    if not isinstance(value, Unknown):
        return None
    why = "nobody knows how it is made"
    return ModelObject("unknown", run.origin(owner), reason=why, name=name)


_TRAINING = frozenset(
    {"epochs", "nb_epoch", "batch_size", "validation_data", "validation_split", "steps_per_epoch"}
)  # fmt: skip
_ENTRANCES = frozenset({"input_shape", "input_dim", "batch_input_shape", "batch_shape"})


def undefined_model(
    run: Interpreter, node: cst.Call, arguments: Sequence[Argument]
) -> tuple[Owner, ModelObject] | None:
    """The model that a snippet never makes, in ``model.add(Dense(1))`` and ``model.fit(x, y,
    epochs=3)``, and the variable that holds it."""
    if not isinstance(node.func, cst.Attribute):
        return None
    owner, method = node.func.value, node.func.attr.value
    if not isinstance(owner, cst.Name | cst.Attribute):
        return None
    if method == "add" and len(arguments) == 1:
        kind, entries = "sequential", _first_entries(payload(arguments[0].value))
    elif method == "fit_generator" or (
        method == "fit" and any(argument.name in _TRAINING for argument in arguments)
    ):
        kind, entries = "unknown", ()
    else:
        return None
    if entries is None or not isinstance(run.evaluate(owner), Unknown):
        return None
    name = owner.value if isinstance(owner, cst.Name) else "model"
    why = "nobody knows how it is made"
    model = ModelObject(kind, run.origin(owner), reason=why, name=name, entries=entries)
    run.record.models.append(model)
    return owner, model


def _first_entries(layer: Any) -> tuple[Entry, ...] | None:
    """What stands before the first layer that is seen: nothing where that declares its input."""
    if not isinstance(layer, LayerObject | ModelObject):
        return None
    call = layer.call
    if call is not None and (_ENTRANCES & call.written.keys() or call.class_name == "InputLayer"):
        return ()
    return (Entry(Unknown("nobody knows which layers stand before")),)


def _has_strange_base(thing: Instance) -> bool:
    """Whether its class derives from one of another package, and does not compile by itself."""
    cls = thing.cls
    return cls is not None and cls.find("compile") is None and any(map(_is_strange, cls.bases))


def _is_strange(base: V) -> bool:
    found = payload(base)
    strange = isinstance(found, Library) and not found.name.startswith("keras.")
    return strange or not isinstance(base, Known)
