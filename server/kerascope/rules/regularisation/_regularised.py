"""What keeps a model from learning its samples by heart."""

from collections.abc import Iterator

from kerascope.program.call import Call
from kerascope.program.graph import NORMALISING, walk
from kerascope.program.layer import Layer, ModelGraph
from kerascope.program.value import Known, OneOf, Unknown, Value, number, text
from kerascope.source.origin import Origin

DROPPING = frozenset(
    {"Dropout", "AlphaDropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D",
     "SpatialDropout3D"}
)  # fmt: skip
NOISY = DROPPING | {"GaussianNoise", "ActivityRegularization"}
_PENALTIES = ("kernel_regularizer", "W_regularizer", "activity_regularizer")
_STRINGS = {"l1": ("l1",), "L1": ("l1",), "l2": ("l2",), "L2": ("l2",), "l1_l2": ("l1", "l2")}
_DEFAULT = 0.01


def is_regularised(model: ModelGraph) -> bool:
    """Whether anything in the model is, or may be, there against overfitting."""
    return any(_regularises(layer) for layer in walk(model))


def _regularises(layer: Layer) -> bool:
    if layer.class_name in NOISY or layer.class_name in NORMALISING - {"Normalization"}:
        return True
    if layer.class_name.startswith("Random") or layer.kind == "unknown":
        return True
    return layer.call is not None and any(
        name in layer.call.written and not _is_off(layer.call.written[name])
        for name in (*_PENALTIES, "dropout", "recurrent_dropout", "kernel_constraint")
    )


def _is_off(value: Value[object]) -> bool:
    return isinstance(value, Known) and not value.value


def penalties(layer: Layer) -> Iterator[tuple[str, float, Origin]]:
    """The weight penalties of a layer: ``l1`` or ``l2``, the factor, and where it is written."""
    for name in ("kernel_regularizer", "W_regularizer"):
        if layer.call is not None and name in layer.call.written:
            yield from _factors(layer.call.written[name])


def _factors(value: Value[object]) -> Iterator[tuple[str, float, Origin]]:
    place = value.origin
    if isinstance(value, Unknown | OneOf) or place is None:
        return
    if (spelled := text(value)) is not None:
        for kind in _STRINGS.get(spelled, ()):
            yield kind, _DEFAULT, place
    elif isinstance(value.value, Call):
        yield from _written_factors(value.value)


def _written_factors(call: Call) -> Iterator[tuple[str, float, Origin]]:
    kind = call.class_name.lower()
    for name, argument in call.written.items():
        factor = number(argument)
        which = kind if kind in ("l1", "l2") else name
        if factor is not None and argument.origin is not None and which in ("l1", "l2"):
            yield which, factor, argument.origin
    if not call.written and kind in ("l1", "l2"):
        yield kind, _DEFAULT, call.origin
