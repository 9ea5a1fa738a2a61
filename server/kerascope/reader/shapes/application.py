"""The ready-made models of ``keras.applications``; a script builds each to fill the table."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from kerascope.program.tensor import Shape
from kerascope.reader.library.signatures import REQUIRED, Version, signature
from kerascope.reader.shapes.arguments import UNKNOWN, NotKnown, Refused, listed
from kerascope.reader.shapes.infer import Inferred
from kerascope.reader.shapes.sizes import Size, plus, written
from kerascope.source.immutable import immutable

Preprocessing = Literal["caffe", "tf", "torch", "inside"]


@immutable()
class Application:
    """One model. An image of n pixels leaves ``(n + offset) // stride`` without the top.

    ``input`` is the default image size, ``minimum`` the smallest without the top; ``head``
    values enter the last layer of the top. ``preprocessing`` is what it expects: ``caffe``
    (BGR, means subtracted), ``tf`` (-1 to 1), ``torch`` (standardised), ``inside`` (0-255:
    the model scales itself).
    """

    input: int
    minimum: int
    features: int
    stride: int
    offset: int
    classes: int
    head: int
    parameters: int
    parameters_without_top: int
    preprocessing: Preprocessing


@cache
def applications() -> Mapping[str, Application]:
    """Every model by class name: ``ResNet50``."""
    path = Path(__file__).parents[1] / "library" / "applications.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    return {name: Application(**facts) for name, facts in table.items()}


def infer_application(name: str, config: Mapping[str, object], keras: Version = 3) -> Inferred:
    """What a call such as ``ResNet50(include_top=False)`` makes: its output and its weights.

    ``name`` is the class name or dotted. ``config`` holds the arguments written, ``UNKNOWN``
    for those not known; ``input_tensor`` counts as unknown size. Never raises.
    """
    name = name.rpartition(".")[2]
    model = applications().get(name)
    if model is None:
        return Inferred()
    call = _Call(name, config, keras)
    try:
        return _with_top(model, call) if call.known("include_top") else _without_top(model, call)
    except Refused as refusal:
        return Inferred(problem=str(refusal))
    except (NotKnown, TypeError, ValueError):
        return Inferred()


class _Call:
    """The arguments of the call, defaults filled in."""

    def __init__(self, name: str, written: Mapping[str, object], keras: Version) -> None:
        full_name = f"keras.applications.{name}"
        found = signature(full_name, keras) or signature(full_name)
        self.name = name
        self.values = {p.name: p.default for p in found.parameters} if found else {}
        self.scaled = any(
            written.get(width, self.values.get(width)) != self.values.get(width)
            for width in ("alpha", "depth_multiplier", "minimalistic")
        )
        self.values.update(written)

    def known(self, name: str) -> object:
        value = self.values.get(name)
        if value is UNKNOWN or value is REQUIRED:
            raise NotKnown(name)
        return value

    def image(self) -> Shape | None:
        """The declared image shape, None where the default applies. Raises NotKnown."""
        if self.values.get("input_tensor") is not None:
            raise NotKnown("input_tensor")
        shape = self.known("input_shape")
        return None if shape is None else listed(shape)


def _with_top(model: Application, call: _Call) -> Inferred:
    classes = call.known("classes")
    if not isinstance(classes, int):
        return Inferred()
    output = (None, classes)
    if call.scaled or not _is_default(model, call):
        return Inferred(output)
    return Inferred(output, model.parameters + (classes - model.classes) * (model.head + 1))


def _is_default(model: Application, call: _Call) -> bool:
    try:
        return call.image() in (None, (model.input, model.input, 3))
    except NotKnown:
        return False


def _without_top(model: Application, call: _Call) -> Inferred:
    features = None if call.scaled else model.features
    try:
        image = call.image() or (None, None, 3)
    except NotKnown:
        image = (None, None, None)
    _expect_usable(model, call, image)
    weights = None if call.scaled or image[2] != 3 else model.parameters_without_top
    if call.known("pooling") is not None:
        return Inferred((None, features), weights)
    height, width = (_left(model, size) for size in image[:2])
    return Inferred((None, height, width, features), weights)


def _left(model: Application, size: Size) -> Size:
    reached = plus(size, model.offset)
    return None if reached is None else reached // model.stride


def _expect_usable(model: Application, call: _Call, image: Shape) -> None:
    """Raises Refused for images that are too small, or of colours the weights do not know."""
    if any(size is not None and size < model.minimum for size in image[:2]):
        least = written((model.minimum,) * 2)
        found = written(image[:2])
        raise Refused(f"{call.name} takes images of at least {least}, these are {found}")
    if image[2] not in (None, 3) and call.known("weights") == "imagenet":
        raise Refused(f"{call.name} with ImageNet weights takes 3 channels, these have {image[2]}")
