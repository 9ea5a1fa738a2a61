"""Positions as people count them: lines and columns from 1, columns in code points."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text. Both numbers start at 1; a column counts code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """Text from ``start`` up to, not including, ``end``."""

    start: Position
    end: Position

    def contains(self, other: "Range") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Range") -> bool:
        return self.start < other.end and other.start < self.end
