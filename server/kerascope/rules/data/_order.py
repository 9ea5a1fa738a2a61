"""The order of the rows: when they are known to come class by class."""

import re
from collections.abc import Mapping
from typing import cast

import libcst as cst

from kerascope.program.program import TrainingProgram
from kerascope.program.tensor import Tensor
from kerascope.program.trail import is_picked, load_of, steps
from kerascope.source.origin import Origin

_SORTED: Mapping[str, str] = {
    "sklearn.datasets.load_iris": "load_iris()",
    "sklearn.datasets.load_wine": "load_wine()",
}
_MIXING = ("shuffle", "split", "sample", "rearrange")


def sorted_by_class(labels: Tensor) -> tuple[str, Origin] | None:
    """Why the labels come class by class, with the place; None where they do not, or may not."""
    load, moved = load_of(labels), steps(labels, *_MIXING, "sort")
    last = moved[-1] if moved else None
    if last is not None and last.text == "is sorted by class" and last.origin is not None:
        return "they are sorted by class", last.origin
    if load is None or load.origin is None or is_picked(labels) or steps(labels, *_MIXING):
        return None
    if labels.source is not None and labels.source in _SORTED:
        return f"{_SORTED[labels.source]} returns its rows class by class", load.origin
    joined = steps(labels, "concatenate")
    if joined and _of_constants(labels.order) and joined[0].origin:
        return "they are joined class by class", joined[0].origin
    return None


def written_by_class(program: TrainingProgram) -> Origin | None:
    """Where the script itself writes the labels of one class after those of another: it appends
    what an outer loop sets, fills one slice after the other with numbers, or adds up lists of one
    number each."""
    slices: list[Origin] = []
    for piece in program.pieces:
        if piece.tree is None or not ("append" in piece.text or "]" in piece.text):
            continue
        for place in Origin(piece, piece.tree).inside(cst.Call, cst.Assign, cst.BinaryOperation):
            if _appends_outer(place) or _adds_classes(place):
                return place
            if _fills_slice(place):
                slices.append(place)
    return slices[0] if len(slices) > 1 else None


def _adds_classes(place: Origin) -> bool:
    """``[0] * len(cats) + [1] * len(dogs)``."""
    return _ADDED.fullmatch(place.text) is not None


_REPEATED = r"\[\s*[\d.]+\s*\]\s*\*\s*[^\[\]+]+"
_ADDED = re.compile(rf"{_REPEATED}(?:\+\s*{_REPEATED})+")


def _appends_outer(place: Origin) -> bool:
    """``labels.append(number)`` in two loops, of which the outer one sets ``number``."""
    node = place.node
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return False
    if node.func.attr.value != "append" or len(node.args) != 1:
        return False
    inner, outer = (*place.around(cst.For), None, None)[:2]
    if inner is None or outer is None:
        return False
    value = node.args[0].value
    parts = (
        [e.value for e in value.elements] if isinstance(value, cst.List | cst.Tuple) else [value]
    )
    names = {part.value for part in parts if isinstance(part, cst.Name)}
    return bool((names & _set_by(outer)) - _set_by(inner))


def _set_by(loop: Origin) -> set[str]:
    """The names that a loop itself sets in each round, not those of loops inside of it."""
    node = loop.node
    if not isinstance(node, cst.For):
        return set()
    targets: list[cst.CSTNode] = [node.target]
    for statement in node.body.body:
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(
            statement.body[0], cst.Assign
        ):
            targets.append(statement.body[0].targets[0].target)
    found = (place for target in targets for place in Origin(loop.piece, target).inside(cst.Name))
    return {place.text for place in found}


def _fills_slice(place: Origin) -> bool:
    """``labels[0:202] = 0``."""
    node = place.node
    if not isinstance(node, cst.Assign) or not isinstance(node.value, cst.Integer):
        return False
    target = node.targets[0].target
    return isinstance(target, cst.Subscript) and isinstance(target.slice[0].slice, cst.Slice)


def _of_constants(order: object) -> bool:
    """Whether rows of zeros, of ones, ... were put one after the other."""
    if not isinstance(order, tuple):
        return False
    parts = cast("tuple[object, ...]", order)
    return parts[:1] == ("joined",) and set(parts[1:]) == {"filled"}
