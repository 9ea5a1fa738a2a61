"""Questions about the way that data have come."""

from kerascope.program.tensor import Step, Tensor
from kerascope.source.origin import Origin


def load_of(tensor: Tensor) -> Step | None:
    """The step that brought the data in, where its place is known."""
    return next((step for step in tensor.trail if step.kind == "load" and step.origin), None)


def is_given(tensor: Tensor) -> bool:
    """Whether the script uses the data without making them."""
    return bool(tensor.trail) and tensor.trail[0].kind == "given"


def is_untold(tensor: Tensor) -> bool:
    """Whether the script uses the data and never says anything about their values."""
    known = (tensor.low, tensor.high, tensor.scaling, tensor.labels, tensor.dtype)
    plain = all(step.kind in _TELLS_NOTHING for step in tensor.trail)
    return tensor.source is None and plain and not any(fact is not None for fact in known)


_TELLS_NOTHING = frozenset({"given", "split", "slice", "shuffle", "reshape"})


def steps(tensor: Tensor, *kinds: str) -> list[Step]:
    """The steps of these kinds, in order."""
    return [step for step in tensor.trail if step.kind in kinds and step.origin is not None]


def is_picked(tensor: Tensor) -> bool:
    """Whether rows were picked by a mask or by indices: which ones are left is not known."""
    return any(step.text == "is indexed" for step in tensor.trail)


def called(place: Origin, tensor: Tensor, otherwise: str) -> str:
    """What the user calls the data: the variable in the source, else a description."""
    text = place.text
    return text if text.replace(".", "_").isidentifier() else tensor.name or otherwise
