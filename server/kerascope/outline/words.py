"""Shapes, numbers of weights and values in words."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from kerascope.program.call import Call
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.tensor import Shape
from kerascope.program.value import Known, OneOf, Value
from kerascope.source.origin import Origin

_SHORT = 40


def shape_text(shape: Shape | None) -> str:
    """A shape for people: ``(batch, 28, 28)``; a question mark for what is not known."""
    if shape is None:
        return "unknown shape"
    sizes = [str(size) if size is not None else "?" for size in shape]
    if shape and shape[0] is None:
        sizes[0] = "batch"
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def parameters_text(count: int | None) -> str:
    """A number of weights for people."""
    return "unknown number of parameters" if count is None else counted(count, "parameter")


def counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def value_text(value: Value[Any]) -> str:
    """A value for people, as short as a line allows."""
    if isinstance(value, Known):
        return _plain(value.value)
    if isinstance(value, OneOf):
        return " or ".join(_plain(item) for item in value.values)
    return f"unknown ({value.reason})" if value.reason else "unknown"


def written_text(call: Call) -> str:
    """The arguments of a call, as code: `` `units=64`, `activation='relu'` ``."""
    given = ((key, value) for key, value in call.written.items() if key != "name")
    return ", ".join(f"`{key}={value_text(value)}`" for key, value in given)


def line_text(origin: Origin | None) -> str:
    return f" (line {origin.line})" if origin is not None else ""


def _plain(value: object) -> str:
    """The value itself where it is a constant, the name of its class otherwise."""
    if isinstance(value, Call):
        return value.class_name
    if isinstance(value, Layer | ModelGraph):
        return value.name or type(value).__name__
    if isinstance(value, bool | int | float | str | type(None)):
        return repr(value)
    if isinstance(value, tuple | list):
        written = repr(cast("Sequence[object]", value))
        return written if len(written) < _SHORT else "…"
    return "{…}" if isinstance(value, Mapping) else type(value).__name__
