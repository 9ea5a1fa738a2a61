"""From a layer as read to its output shape and weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from kerascope.program.call import OLD_NAMES, Call
from kerascope.program.layer import Layer
from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, Library
from kerascope.reader.shapes import UNKNOWN, Inner, infer, infer_op
from kerascope.reader.values import Function, Items, LayerObject, Symbol, V, payload
from kerascope.source.immutable import immutable


@immutable()
class Facts:
    """``shapes`` is set where there are several outputs, ``shape`` where there is one;
    ``problem`` where Keras would refuse the inputs."""

    shape: Shape | None = None
    shapes: tuple[Shape | None, ...] | None = None
    parameters: int | None = None
    inner: Layer | None = None
    problem: str = ""


def plain(value: V) -> Any:
    """A value as shape inference takes it: a Python object, UNKNOWN inside or all over."""
    if not isinstance(value, Known):
        return UNKNOWN
    found = value.value
    if isinstance(found, Items):
        return UNKNOWN if found.is_open else tuple(plain(item) for item in found.items)
    if isinstance(found, Library):
        return found.name.rpartition(".")[2]
    if isinstance(found, LayerObject):
        return Inner(found.class_name, config_of(found)) if found.call else UNKNOWN
    if isinstance(found, Call):
        return found.class_name
    if found is None or isinstance(found, bool | int | float | str):
        return found
    return cast("tuple[Any, ...]", found) if isinstance(found, tuple) else UNKNOWN


_NEW_NAMES = {old: new for new, names in OLD_NAMES.items() for old in names}
_plain_tables: dict[int, tuple[Mapping[str, V], dict[str, Any]]] = {}


def _plain_defaults(defaults: Mapping[str, V]) -> dict[str, Any]:
    """The defaults of a signature as plain values; one table serves all calls of a class."""
    if not defaults:
        return {}
    found = _plain_tables.get(id(defaults))
    if found is None or found[0] is not defaults:
        found = (defaults, {name: plain(value) for name, value in defaults.items()})
        _plain_tables[id(defaults)] = found
    return found[1]


def config_of(layer: LayerObject) -> Mapping[str, Any]:
    """The layer's arguments, defaults filled in; all UNKNOWN behind unread ``**``."""
    call = layer.call
    if call is None:
        return {}
    config = (
        dict(_plain_defaults(call.defaults))
        if call.complete
        else dict.fromkeys(call.defaults, UNKNOWN)
    )
    for name, value in call.written.items():
        config[name] = plain(value)
        if name in _NEW_NAMES:
            config[_NEW_NAMES[name]] = plain(call.get(_NEW_NAMES[name]))
    if layer.inner is not None:
        config["layer"] = plain(layer.inner)
    return config


def layer_facts(layer: LayerObject, shapes: Sequence[Shape | None]) -> Facts:
    """Output shape and parameters of a built-in layer; nothing for the user's own."""
    if layer.call is None:
        return Facts(None, None, None)
    inferred = infer(layer.class_name, config_of(layer), list(shapes), layer.call.keras)
    inner = _inner(layer)
    output: Any = inferred.output
    if output is not None and output and isinstance(output[0], tuple):
        return Facts(None, tuple(output), inferred.parameters, inner)
    return Facts(output, None, inferred.parameters, inner, inferred.problem or "")


def _inner(layer: LayerObject) -> Layer | None:
    found = payload(layer.inner) if layer.inner is not None else None
    if not isinstance(found, LayerObject):
        return None
    return Layer("layer", found.class_name, None, found.origin, call=found.call, identity=found)


def operation_facts(
    name: str, call: Call | None, operands: Sequence[V], symbols: Sequence[Symbol]
) -> Facts:
    """The shape of an operation on symbolic tensors. Arguments without a name count from the
    first one that is no tensor."""
    given = call.written.items() if call else ()
    written = {k: plain(v) for k, v in given if not k.isdigit() and not _is_tensor(v)}
    extra = [plain(value) for value in operands if not _is_tensor(value)]
    for index, value in enumerate(extra):
        written.setdefault(str(index), value)
    output: Any = infer_op(call.name if call else name, written, [s.shape for s in symbols])
    if output is not None and output and isinstance(output[0], tuple):
        return Facts(None, tuple(output))
    return Facts(output)


def _is_tensor(value: V) -> bool:
    found = payload(value)
    if isinstance(found, Items):
        return any(_is_tensor(item) for item in found.items)
    return isinstance(found, Symbol | Function | Tensor)
