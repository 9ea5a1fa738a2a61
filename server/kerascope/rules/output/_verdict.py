"""Which single rule speaks about a head and its loss, and what would mend them.

A table in code: loss family, activation, units and labels lead to one verdict or to none.
"""

from dataclasses import dataclass

from kerascope.program.activation import LINEAR
from kerascope.program.tensor import Tensor
from kerascope.program.value import Known
from kerascope.rules.finding import Tier
from kerascope.rules.output._pairing import Pairing

SIGMOIDS = frozenset({"sigmoid", "hard_sigmoid"})
_POSITIVE = frozenset({"exponential", "exp", "softplus"})
_HALVED = frozenset({"relu", "relu6", "thresholded_relu"})
_NO_PROBABILITIES = frozenset(
    {
        LINEAR, "relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "celu", "gelu", "silu",
        "swish", "mish", "tanh", "hard_tanh", "softsign", "log_softmax", "log_sigmoid",
        "thresholded_relu", "hard_silu", "hard_swish",
    }
)  # fmt: skip
_BENDING = _NO_PROBABILITIES - {LINEAR, "log_softmax", "log_sigmoid"}


_TO_PROBABILITIES = SIGMOIDS | {"softmax"}


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to write instead; None leaves that part alone. ``from_logits`` goes into the loss,
    ``raw`` takes the layer's own activation away where another follows."""

    activation: str | None = None
    loss: str | None = None
    units: int | None = None
    from_logits: bool | None = None
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    code: str
    remedy: Remedy | None
    tier: Tier | None = None


def verdict(pairing: Pairing) -> Verdict | None:
    """The one thing that is wrong with this head and loss, if anything is."""
    if pairing.activation is None:
        return None
    if pairing.activation == "softmax" and pairing.units == 1:
        return Verdict("KS401", _for_one_unit(pairing))
    if pairing.reconstructs:
        return _reconstructed(pairing)
    if pairing.first_activation is not None and pairing.activation in _TO_PROBABILITIES:
        return Verdict("KS404", Remedy(raw=True), "likely")
    match pairing.family:
        case "binary":
            return _binary(pairing)
        case "categorical" | "sparse":
            return _categorical(pairing)
        case "distance":
            return _distance(pairing)
        case "hinge":
            return _hinge(pairing)


def _reconstructed(p: Pairing) -> Verdict | None:
    """Pictures or the input itself as targets: can the head put out such values?"""
    if p.y is None or p.logits:
        return None
    standardised = p.y.scaling == "standardised"
    below = standardised or (p.y.low or 0.0) <= -_BEYOND
    above = (p.y.high or 0.0) >= 1 + _BEYOND and not _is_raw_too(p)
    fits_tanh = not standardised and not above and (p.y.low or 0.0) >= -1
    activation = "tanh" if below and fits_tanh else LINEAR
    if p.family == "binary" and (below or above):
        return Verdict("KS408", Remedy(activation, "mse") if below else None)
    if p.family != "distance" or p.activation is None:
        return None
    if p.activation in _HALVED and below:
        return Verdict("KS409", Remedy(activation))
    if p.activation in _RANGES and _RANGES[p.activation][0] == 0 and (below or above):
        return Verdict("KS409", Remedy(activation) if below else None)
    return None


_BEYOND = 0.5


def _is_raw_too(p: Pairing) -> bool:
    """Whether the input is as large as the targets: then it is the input that wants scaling."""
    x = p.fit.x.value if p.fit is not None and isinstance(p.fit.x, Known) else None
    return x is None or (x.high or 0.0) >= 1 + _BEYOND


def _for_one_unit(p: Pairing) -> Remedy:
    """What a head of one unit with softmax was meant to be."""
    many = p.task.classes if p.task.sure and (p.task.classes or 0) > 2 else None
    if many is not None:
        loss = "categorical_crossentropy" if p.task.form == "one-hot" else _SPARSE
        return Remedy(units=many, loss=loss if p.loss.class_name != _CLASSES[loss] else None)
    if p.task.is_numbers or (p.family == "distance" and p.task.kind is None):
        return Remedy(LINEAR, None if p.family == "distance" else "mse")
    return Remedy("sigmoid", None if p.family in ("binary", "distance") else "binary_crossentropy")


_SPARSE = "sparse_categorical_crossentropy"
_CLASSES = {
    _SPARSE: "SparseCategoricalCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
}


def _are_shares(p: Pairing) -> bool:
    """Whether all targets are known to lie between 0 and 1, where a cross-entropy has a minimum."""
    y = p.y
    return y is not None and y.low is not None and y.low >= 0 and (y.high or 2) <= 1


def _binary(p: Pairing) -> Verdict | None:
    numbers = p.task.is_numbers and not _are_shares(p)
    if numbers and (p.task.sure or (p.task.column and p.units == 1)):
        return Verdict("KS408", Remedy(LINEAR, "mse"), None if p.task.sure else "likely")
    if p.units == 1 and _several(p):
        return Verdict("KS408", _one_unit_a_class(p))
    if p.y is not None and p.task.is_classes and (p.y.low or 0) < 0:
        return Verdict("KS408", None)
    if p.logits is None or p.logits:
        return _on_logits(p) if p.logits else None
    many = (p.units or p.task.classes or 0) > 2
    crisp = p.task.kind in ("binary", "classes") and p.task.sure
    if p.activation == "softmax":
        if many:
            return Verdict("KS406", _for_exclusive(p))
        if p.units is None and p.task.kind is None:
            return Verdict("KS406", _for_exclusive(p), "hypothesis")
        return Verdict("KS415", _for_two(p)) if p.units == 2 and _in_one_column(p) else None
    if p.activation in SIGMOIDS and (p.units or 0) >= 2 and crisp:
        if p.units == 2:
            return Verdict("KS415", _for_two(p)) if _in_one_column(p) else None
        tier: Tier | None = "hypothesis" if p.task.form == "one-hot" else None
        return Verdict("KS406", _for_exclusive(p), tier)
    if p.activation in _NO_PROBABILITIES:
        return Verdict("KS403", _to_probabilities(p, "sigmoid"))
    return None


def _several(p: Pairing) -> bool:
    """Whether there are surely more than two classes."""
    return p.task.sure and p.task.kind == "classes" and (p.task.classes or 0) > 2


def _one_unit_a_class(p: Pairing) -> Remedy:
    activation = None if p.activation == "softmax" else "softmax"
    loss = _SPARSE if p.task.form == "integer" else "categorical_crossentropy"
    return Remedy(activation, loss, units=p.task.classes)


def _in_one_column(p: Pairing) -> bool:
    return (p.task.sure and p.task.form == "integer") or _is_column(p.y)


def _is_column(y: Tensor | None) -> bool:
    """Whether the targets are one column of a table."""
    if y is None or y.shape is None or y.labels is not None:
        return False
    return len(y.shape) == 1 and any(step.kind == "columns" for step in y.trail)


def _for_exclusive(p: Pairing) -> Remedy:
    if p.task.kind == "multi-label":
        return Remedy("sigmoid")
    loss = _SPARSE if _in_one_column(p) else "categorical_crossentropy"
    return Remedy("softmax" if p.activation != "softmax" else None, loss)


def _for_two(p: Pairing) -> Remedy:
    return Remedy("softmax" if p.activation != "softmax" else None, _SPARSE)


def _to_probabilities(p: Pairing, activation: str) -> Remedy:
    """The activation that the loss expects, or logits where a loss object can take them."""
    if p.loss.call is not None and p.activation == LINEAR and p.units != 1:
        return Remedy(from_logits=True)
    return Remedy(activation)


def _categorical(p: Pairing) -> Verdict | None:
    if p.task.is_numbers and p.task.sure:
        return Verdict("KS408", Remedy(LINEAR, "mse"))
    if p.units == 1:
        return Verdict("KS402", _for_one_column(p))
    if p.logits is None or p.logits:
        return _on_logits(p) if p.logits else None
    if p.activation == "softmax" and p.task.kind == "multi-label" and p.family == "categorical":
        return Verdict("KS406", Remedy("sigmoid", "binary_crossentropy"))
    if p.activation in SIGMOIDS:
        several = p.task.kind == "multi-label" and p.family == "categorical"
        fix = Remedy(loss="binary_crossentropy") if several else Remedy("softmax")
        return Verdict("KS405", fix)
    if p.activation in _NO_PROBABILITIES:
        return Verdict("KS403", _to_probabilities(p, "softmax"))
    return None


def _for_one_column(p: Pairing) -> Remedy | None:
    if p.task.sure and (p.task.classes or 0) > 2:
        return Remedy("softmax", units=p.task.classes)
    activation = None if p.activation == "sigmoid" else "sigmoid"
    return Remedy(activation, "binary_crossentropy")


def _on_logits(p: Pairing) -> Verdict | None:
    if p.activation == "softmax" or p.activation in SIGMOIDS:
        matching = (p.activation == "softmax") == (p.family != "binary")
        told = p.loss.call is not None and "from_logits" in p.loss.call.written
        return Verdict("KS404", Remedy(from_logits=False) if matching and told else Remedy(LINEAR))
    if p.activation in _BENDING:
        return Verdict("KS404", Remedy(LINEAR), "likely")
    return None


def _distance(p: Pairing) -> Verdict | None:
    if p.fit is None and (p.by_hand or p.compiled.origin.path):
        return None
    if p.task.is_numbers:
        return _numbers(p)
    if p.task.is_classes:
        return _distance_of_classes(p)
    if p.activation == "softmax":
        if p.learns_values:
            return Verdict("KS409", Remedy(LINEAR))
        return Verdict("KS407", _to_crossentropy(p))
    if not p.is_flat or not p.only_output:
        return None
    if p.activation in SIGMOIDS and p.accuracy is not None:
        return Verdict("KS407", _to_crossentropy(p))
    if p.activation in _HALVED and p.units == 1:
        if p.y is None:
            return Verdict("KS409", Remedy(LINEAR), "hypothesis")
        return _halved(p, p.y.low, p.y.scaling == "scaled")
    if p.activation in _RANGES and p.accuracy is None and p.units == 1 and _is_raw(p):
        return Verdict("KS409", Remedy(LINEAR), None if p.measures_error else "hypothesis")
    return None


def _hinge(p: Pairing) -> Verdict | None:
    """A hinge wants scores on both sides of 0, which sigmoid never gives."""
    if p.activation in SIGMOIDS and p.units == 1 and p.is_flat:
        return Verdict("KS407", Remedy(loss="binary_crossentropy"))
    return None


def _is_raw(p: Pairing) -> bool:
    """Whether the targets are a column of a file, as it was read."""
    return (
        p.y is not None
        and p.y.scaling == "raw"
        and not any(step.kind in ("unknown", "compute") for step in p.y.trail)
    )


def _distance_of_classes(p: Pairing) -> Verdict | None:
    if p.activation == LINEAR and (not p.task.sure or p.accuracy is None):
        return None
    if p.units == 1 and _several(p):
        return Verdict("KS407", _one_unit_a_class(p))
    return Verdict("KS407", _to_crossentropy(p))


def _to_crossentropy(p: Pairing) -> Remedy | None:
    if p.units == 1 and p.task.kind == "classes" and p.task.classes is None:
        return None
    if p.units == 1:
        return Remedy(None if p.activation == "sigmoid" else "sigmoid", "binary_crossentropy")
    if p.task.kind == "multi-label":
        return Remedy(None if p.activation == "sigmoid" else "sigmoid", "binary_crossentropy")
    activation = None if p.activation == "softmax" else "softmax"
    loss = _SPARSE if _in_one_column(p) else "categorical_crossentropy"
    return Remedy(activation, loss)


_RANGES = {
    "softmax": (0.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
}


def _numbers(p: Pairing) -> Verdict | None:
    """Numbers as targets: does the head reach them?"""
    low = p.y.low if p.y is not None else None
    high = p.y.high if p.y is not None else None
    scaled = p.y is not None and p.y.scaling == "scaled"
    if p.activation in _HALVED:
        return _halved(p, low, scaled)
    if p.activation not in _RANGES:
        return None
    least, most = _RANGES[p.activation]
    if low is not None and high is not None:
        if low >= least and high <= most:
            return None
        return Verdict("KS409", Remedy(LINEAR), "certain")
    return None if scaled else Verdict("KS409", Remedy(LINEAR))


def _halved(p: Pairing, low: float | None, scaled: bool) -> Verdict | None:
    standardised = p.y is not None and p.y.scaling == "standardised"
    if standardised or (low is not None and low < 0):
        return Verdict("KS409", Remedy(LINEAR), "certain")
    if low is not None or scaled or p.units != 1:
        return Verdict("KS409", Remedy(LINEAR), "hypothesis") if p.units == 1 else None
    return Verdict("KS409", Remedy(LINEAR))
