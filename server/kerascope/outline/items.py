"""What an editor shows around the findings, as plain data that is light to import."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kerascope.source.position import Range

if TYPE_CHECKING:
    from kerascope.source.origin import Origin


@dataclass(frozen=True, slots=True)
class Item:
    """One thing at one place. ``hint`` is a few words beside the code, "" where nothing is
    known; ``hover`` is markdown."""

    title: str
    cell: int | None
    range: Range
    hint: str = ""
    hover: str = ""


def item(title: str, origin: "Origin", hint: str, hover: str) -> Item:
    """What stands at a place, or at the call that leads there from this file."""
    return Item(title, origin.here.cell, origin.here.range, hint, hover)


@dataclass(frozen=True, slots=True)
class ModelItem:
    """A model and its layers, in the order in which data pass through them."""

    model: Item
    layers: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """``parts`` are what compile is given: optimizers and losses, where they are written.
    ``last_training`` is the cell and last line of the last top-level statement that trains,
    or None where training happens inside a function or not at all."""

    models: tuple[ModelItem, ...] = ()
    compiles: tuple[Item, ...] = ()
    parts: tuple[Item, ...] = ()
    fits: tuple[Item, ...] = ()
    last_training: tuple[int | None, int] | None = None
