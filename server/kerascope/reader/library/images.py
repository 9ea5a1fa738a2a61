"""``tf.image``: what decoding, resizing and augmenting do to pixels."""

from __future__ import annotations

from typing import Any

from kerascope.program.tensor import Shape, Tensor
from kerascope.program.value import Known, Unknown
from kerascope.reader.arrays import stepped
from kerascope.reader.graph import operation
from kerascope.reader.invocation import Invocation, Table
from kerascope.reader.library.as_tensor import dtype_of, tensor_of
from kerascope.reader.values import Symbol, V, payload

known = Table()

_LARGEST = {"uint8": 255, "int8": 127, "uint16": 65_535, "int16": 32_767, "uint32": 2**32 - 1,
            "int32": 2**31 - 1, "int64": 2**63 - 1, "uint64": 2**64 - 1}  # fmt: skip
"""Largest values of the integer types: what ``convert_image_dtype`` divides by."""

_FLOATS = ("float", "float16", "float32", "float64", "half", "double", "bfloat16")

_KEPT = (
    "flip_left_right", "flip_up_down", "random_flip_left_right", "random_flip_up_down",
    "rot90", "transpose", "random_crop", "central_crop", "crop_to_bounding_box",
    "resize_with_crop_or_pad", "rgb_to_grayscale", "grayscale_to_rgb", "random_hue", "adjust_hue",
    "random_saturation", "adjust_saturation", "random_jpeg_quality", "adjust_jpeg_quality",
    "stateless_random_flip_left_right", "stateless_random_flip_up_down", "stateless_random_crop",
    "stateless_random_hue", "stateless_random_saturation", "stateless_random_jpeg_quality",
    "resize_image_with_crop_or_pad", "resize_image_with_pad",
)  # fmt: skip
"""What leaves type and range of the pixels as they are."""

_RESIZED = ("resize", "resize_with_pad", "crop_and_resize", "resize_images")
"""What makes float32 of any pixels, their range as it is."""

_BRIGHTER = ("adjust_brightness", "random_brightness", "stateless_random_brightness")
_CONTRASTED = ("adjust_contrast", "random_contrast", "stateless_random_contrast")
_DECODERS = ("decode_jpeg", "decode_png", "decode_image", "decode_bmp", "decode_and_crop_jpeg")


def _named(*names: str) -> tuple[str, ...]:
    return tuple(f"tensorflow.image.{name}" for name in names)


def _short(call: Invocation) -> str:
    return call.name.rpartition(".")[2]


def _is_integer(tensor: Tensor) -> bool:
    return tensor.dtype is not None and tensor.dtype in _LARGEST


@known.knows(
    *_named(*_DECODERS), *(f"tensorflow.io.{name}" for name in (*_DECODERS, "decode_gif"))
)  # fmt: skip
def decode_image(call: Invocation) -> V:
    """Pixels of 0 to 255; ``decode_image`` scales them where a float type is asked for."""
    channels = payload(call.get(1, "channels", Known(None)))
    dtype = dtype_of(call.get(None, "dtype", Known("uint8"))) or "uint8"
    scaled = dtype in _FLOATS
    made = Tensor(
        shape=(None, None, channels if isinstance(channels, int) and channels else None),
        dtype=dtype,
        low=0,
        high=1 if scaled else _LARGEST.get(dtype),
        scaling="scaled" if scaled else "raw",
        role="features",
        source=call.name,
        order="pipeline",
        rows=object(),
    )
    return Known(stepped(made, "load", f"is decoded by {_short(call)}()", call.origin), call.origin)


@known.knows(*_named(*_KEPT))
def kept(call: Invocation) -> V:
    return _through(call, "image")


@known.knows(*_named(*_RESIZED))
def resized(call: Invocation) -> V:
    method = payload(call.get(2, "method", Known("bilinear")))
    exact = isinstance(method, str) and method.lower() in ("nearest", "nearest_neighbor")
    return _through(call, "image") if exact else _through(call, "image", dtype="float32")


@known.knows(*_named("pad_to_bounding_box"))
def padded(call: Invocation) -> V:
    """Black is put around the image."""
    tensor = tensor_of(call.subject("image"))
    if tensor is None or tensor.low is None:
        return _through(call, "image")
    return _through(call, "image", low=min(tensor.low, 0))


@known.knows(*_named(*_BRIGHTER))
def brighter(call: Invocation) -> V:
    """Integers stay inside their type's range; floats may leave theirs by as much as is added."""
    delta = payload(call.get(1, "max_delta", call.get(1, "delta")))
    return _widened(call, abs(delta) if isinstance(delta, int | float) else None)


@known.knows(*_named(*_CONTRASTED))
def contrasted(call: Invocation) -> V:
    """A factor above 1 moves values away from their mean."""
    factor = payload(call.get(2, "upper", call.get(1, "contrast_factor")))
    tensor = tensor_of(call.subject("image"))
    if not isinstance(factor, int | float) or tensor is None:
        return _widened(call, None)
    if tensor.low is None or tensor.high is None:
        return _widened(call, None)
    return _widened(call, max(factor - 1, 0) * (tensor.high - tensor.low))


def _widened(call: Invocation, by: float | None) -> V:
    tensor = tensor_of(call.subject("image"))
    if tensor is None or _is_integer(tensor):
        return _through(call, "image")
    if by is None or tensor.low is None or tensor.high is None:
        return _through(call, "image", low=None, high=None)
    return _through(call, "image", low=tensor.low - by, high=tensor.high + by)


@known.knows(*_named("per_image_standardization"))
def standardised(call: Invocation) -> V:
    unbound: Any = {"low": None, "high": None}
    return _through(call, "scale", scaling="standardised", dtype="float32", **unbound)


@known.knows(*_named("convert_image_dtype"))
def converted(call: Invocation) -> V:
    """Integers to floats are divided by the largest integer of their type; floats to floats are
    only cast, so that pixels of 0.0 to 255.0 stay what they are."""
    tensor, target = tensor_of(call.subject("image")), dtype_of(call.get(1, "dtype"))
    if tensor is None or tensor.dtype is None or target is None:
        unbound: Any = {"low": None, "high": None}
        return _through(call, "scale", scaling="scaled", dtype=target, **unbound)
    if not _is_integer(tensor) and target in _FLOATS:
        return _through(call, "cast", dtype=target)
    factor = _LARGEST.get(target, 1) / _LARGEST.get(tensor.dtype, 1)
    scaling = "scaled" if target in _FLOATS else "raw"
    low, high = (None if end is None else end * factor for end in (tensor.low, tensor.high))
    return _through(call, "scale", low=low, high=high, scaling=scaling, dtype=target)


def _through(call: Invocation, kind: str, **changes: Any) -> V:
    """The image after one more step, its shape as the function would make it."""
    value = call.subject("image")
    tensor = tensor_of(value)
    if tensor is None:
        return Unknown(f"nothing is known of what {call.name} gets", value.origin)
    text = f"is scaled by {_short(call)}()" if kind == "scale" else f"goes through {_short(call)}()"
    made = stepped(tensor, kind, text, call.origin, shape=_shape(call, value), **changes)
    return Known(made, call.origin)


def _shape(call: Invocation, image: V) -> Shape | None:
    values = [image, *(a.value for a in call.arguments if a.value is not image)]
    symbol = payload(operation(_short(call), values, call.origin, call.call))
    return symbol.shape if isinstance(symbol, Symbol) else None
