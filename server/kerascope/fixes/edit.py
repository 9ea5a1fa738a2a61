"""Edits as data."""

from dataclasses import dataclass

from kerascope.source.position import Range


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put ``text`` where ``range`` is now.

    ``cell`` is the index of the notebook cell the range counts in, or None in a script.
    An insertion has an empty range.
    """

    cell: int | None
    range: Range
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that the user would have written.

    ``safe``: behaviour only gets what was meant; otherwise the edit changes the experiment.
    ``edits`` do not overlap and apply together or not at all.
    """

    title: str
    safe: bool
    edits: tuple[Edit, ...]
