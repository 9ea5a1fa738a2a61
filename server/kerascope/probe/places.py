"""Where in the document a thing that a run has shown comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kerascope.probe.script import Place
from kerascope.program.tensor import Tensor
from kerascope.program.training import Fit
from kerascope.program.value import Known, Value
from kerascope.reader.read import read
from kerascope.source.document import Document
from kerascope.source.origin import Origin
from kerascope.source.position import Position, Range

Part = Literal["fit", "x", "y", "validation", "optimizer"]
"""What a ``fit`` is given, the call itself, or the optimizer that its model was compiled with."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A range of a cell (None in a script)."""

    cell: int | None
    range: Range


@dataclass
class Places:
    """Read from the document when the first thing has to be placed. ``fit`` is where the data were
    captured; None as long as that is not known."""

    document: Document
    fit: Place | None = None

    def of(self, part: Part) -> Spot | None:
        """Where that part was made, or else is given; the line of the call where that is all
        that is known."""
        fit = self._fit
        origin = _ORIGINS[part](fit) if fit else None
        if origin is None and fit is not None:
            origin = fit.origin
        if origin is None:
            return self.line(self.fit)
        return Spot(origin.here.cell, origin.here.range)

    def line(self, place: Place | None) -> Spot | None:
        """The whole of a line, without the white space around it."""
        if place is None:
            return None
        lines = self.document.text_of(place.cell).splitlines()
        if not 1 <= place.line <= len(lines):
            return None
        text = lines[place.line - 1]
        start = len(text) - len(text.lstrip())
        end = max(len(text.rstrip()), start)
        return Spot(
            place.cell, Range(Position(place.line, start + 1), Position(place.line, end + 1))
        )

    @cached_property
    def _fits(self) -> tuple[Fit, ...]:
        return read(self.document).fits

    @property
    def _fit(self) -> Fit | None:
        """The call as the reader knows it."""
        return next((fit for fit in self._fits if _stands_at(fit, self.fit)), None)


def _stands_at(fit: Fit, place: Place | None) -> bool:
    origin = fit.origin.here
    lines = origin.range.start.line, origin.range.end.line
    return place is not None and origin.cell == place.cell and lines[0] <= place.line <= lines[1]


def _made(value: Value[Tensor]) -> Origin | None:
    """The first step on the way of the data that has a place."""
    if not isinstance(value, Known):
        return None
    return next((step.origin for step in value.value.trail if step.origin), None)


def _x(fit: Fit) -> Origin | None:
    return _made(fit.x) or _given(fit, "x")


def _y(fit: Fit) -> Origin | None:
    return _made(fit.y) or _given(fit, "y") or _given(fit, "x")


def _given(fit: Fit, parameter: str) -> Origin | None:
    return fit.call.arguments.get(parameter)


def _validation(fit: Fit) -> Origin | None:
    return _given(fit, "validation_data") or _given(fit, "validation_split")


def _optimizer(fit: Fit) -> Origin | None:
    if fit.compile is None:
        return None
    optimizer = fit.compile.optimizer
    return optimizer.value.origin if isinstance(optimizer, Known) else fit.compile.origin


_ORIGINS: dict[Part, Callable[[Fit], Origin | None]] = {
    "fit": lambda fit: fit.origin,
    "x": _x,
    "y": _y,
    "validation": _validation,
    "optimizer": _optimizer,
}
