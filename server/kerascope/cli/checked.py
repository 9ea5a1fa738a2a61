"""One file and what was found in it: what every output format writes.

Nothing here imports the reader, so that findings kept from an earlier run can be shown without
loading it.
"""

from dataclasses import dataclass
from pathlib import Path

from kerascope.rules.finding import Finding
from kerascope.rules.report import Note
from kerascope.source.document import Document


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """``document.path`` is the name under which the user knows the file."""

    document: Document
    findings: tuple[Finding, ...]
    remarks: tuple[Note, ...] = ()

    @property
    def path(self) -> str:
        return self.document.path


def place(path: str, cell: int | None, line: int, column: int | None = None) -> str:
    """``path:line:column``, in a notebook ``path:cell N:line:column`` with cells from 1."""
    parts = [path, *([] if cell is None else [f"cell {cell + 1}"]), str(line)]
    return ":".join(parts if column is None else [*parts, str(column)])


def near(cell: int | None, line: int, path: str | None = None) -> str:
    """A place in the file at hand, or in the one at ``path``, for use within a sentence."""
    where = f"line {line}" if cell is None else f"cell {cell + 1}, line {line}"
    return f"{display_name(Path(path))}, {where}" if path else where


def display_name(path: Path) -> str:
    """A path as the user knows it: relative to the working folder where it lies below that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
