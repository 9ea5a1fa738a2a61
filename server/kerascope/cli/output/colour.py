"""Colour on terminals that want it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TextIO

Style = Literal["bold", "dim", "red", "yellow", "blue", "green", "cyan"]

_CODES: Mapping[Style, str] = {
    "bold": "1",
    "dim": "2",
    "red": "1;31",
    "yellow": "1;33",
    "blue": "1;34",
    "green": "1;32",
    "cyan": "36",
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Puts text in a style, or leaves it as it is."""

    enabled: bool = False

    def __call__(self, style: Style, text: str) -> str:
        return f"\033[{_CODES[style]}m{text}\033[0m" if self.enabled and text else text


PLAIN = Paint()


def paint_for(stream: TextIO) -> Paint:
    """Colour only on a terminal, and not where NO_COLOR or a dumb terminal forbids it."""
    forbidden = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Paint(stream.isatty() and not forbidden)
