"""What fixes would change, as a unified diff."""

import re
from collections.abc import Iterator
from difflib import unified_diff

from kerascope.source.document import Document

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z")


def unified(before: Document, after: Document) -> str:
    """One diff a changed cell; empty where nothing changed."""
    return "".join(_parts(before, after))


def _parts(before: Document, after: Document) -> Iterator[str]:
    for old, new in zip(before.cells, after.cells, strict=True):
        name = before.path if old.index is None else f"{before.path}:cell {old.index + 1}"
        for line in unified_diff(_LINE.findall(old.text), _LINE.findall(new.text), name, name):
            if line.endswith(("\n", "\r")):
                yield line
            else:
                yield f"{line}\n\\ No newline at end of file\n"
