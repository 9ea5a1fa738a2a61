"""Keras' own settings: where the channels of an image stand."""

from __future__ import annotations

from kerascope.program.value import Known
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.values import V, payload

known = Table()

_FORMATS = {"th": "channels_first", "tf": "channels_last"}
"""Keras 1 named the order of the axes after the backend that wanted it."""


@known.knows(
    "keras.backend.set_image_data_format",
    "keras.backend.set_image_dim_ordering",
    "keras.backend.common.set_image_data_format",
    "keras.backend.common.set_image_dim_ordering",
    "keras.config.set_image_data_format",
)
def set_data_format(call: Invocation) -> V:
    value = call.get(0, "data_format", call.get(None, "dim_ordering"))
    found = payload(value)
    if found in _FORMATS:
        value = Known(_FORMATS[found], value.origin)
    call.run.memory.write(call.run.settings, "data_format", value)
    return Known(None)


@known.knows(
    "keras.backend.image_data_format",
    "keras.backend.common.image_data_format",
    "keras.config.image_data_format",
)
def data_format(call: Invocation) -> V:
    return call.run.settings.state["data_format"]


@known.knows("keras.backend.image_dim_ordering", "keras.backend.common.image_dim_ordering")
def dim_ordering(call: Invocation) -> V:
    value = call.run.settings.state["data_format"]
    old = {new: old for old, new in _FORMATS.items()}.get(str(payload(value)))
    return Known(old, call.origin) if old is not None else value
