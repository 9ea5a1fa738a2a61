"""A script or a notebook, as text in cells."""

from dataclasses import dataclass, replace
from pathlib import Path

SUFFIXES = (".py", ".ipynb")
"""How the names of scripts and notebooks end."""


class UnreadableSource(Exception):
    """The file cannot be read as Python source. The message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One text to analyse: the whole of a script, or one code cell of a notebook.

    ``index`` is the cell's place in the notebook (markdown cells count), None for a script.
    """

    text: str
    index: int | None = None
    execution_count: int | None = None
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What the user wrote: ``path`` names it in messages, ``cells`` holds the code."""

    path: str
    cells: tuple[Cell, ...]

    @property
    def is_notebook(self) -> bool:
        return self.path.endswith(".ipynb") or any(c.index is not None for c in self.cells)

    def text_of(self, cell: int | None) -> str:
        """The text of the cell with that index."""
        return next(c.text for c in self.cells if c.index == cell)

    def with_text(self, cell: int | None, text: str) -> "Document":
        """The same document with one cell's text replaced."""
        return replace(
            self,
            cells=tuple(replace(c, text=text) if c.index == cell else c for c in self.cells),
        )


def script(text: str, path: str = "<script>") -> Document:
    """A document of one script."""
    return Document(path, (Cell(text),))


def load(path: Path) -> Document:
    """Read a ``.py`` or ``.ipynb`` file.

    Raises:
        UnreadableSource: the bytes are not text in the declared encoding, or the notebook is
            not one. OSError passes through.
    """
    from kerascope.source.decode import decode
    from kerascope.source.notebook import parse_notebook

    data = path.read_bytes()
    if path.suffix == ".ipynb":
        return parse_notebook(data, str(path))
    return script(decode(data, str(path)), str(path))
