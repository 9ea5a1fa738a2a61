"""Colour for terminals, and text that cannot command them."""

from enum import StrEnum


class Colour(StrEnum):
    """Select Graphic Rendition codes."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    MAGENTA = "35"
    BLUE = "36"


def paint(text: str, colour: Colour) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m"


def printable(text: str) -> str:
    """The text on one line, without control characters."""
    return "".join(character if character.isprintable() else " " for character in text).strip()
