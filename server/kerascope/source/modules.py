"""The modules beside a script: found as Python would find them, read from disk when asked for."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kerascope.source.document import Document, UnreadableSource, load

SIZE = 300_000
"""Bytes; a larger module is data or generated, and is not followed."""

_ABOVE = 6
_KEPT = 200
_MARKS = (".git", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile")


@dataclass(eq=False)
class Modules:
    """Where the modules of the script at ``path`` are looked for: in its own folder, in those
    above it up to the project's root, and in the root's ``src``.

    ``root`` is where the search ends at the latest; ``opened`` are documents by absolute path
    that count instead of the files. ``used`` and ``absent`` tell afterwards what was read and, by
    folder, which names were not there: while neither changes, what was found holds.
    """

    path: Path
    root: Path | None = None
    opened: Mapping[str, Document] = field(default_factory=dict[str, Document])
    used: dict[str, Document] = field(default_factory=dict[str, Document])
    absent: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def find(self, name: str, importer: str = "") -> Document | None:
        """The module of that dotted name, None where there is none.

        A relative name (``.data``) counts from the folder of ``importer``, the path of another
        module, or of the script where it is empty. A folder without ``__init__.py`` is an empty
        document, and so is a module that is too large or no text.
        """
        bare = name.lstrip(".")
        parts = bare.split(".") if bare else []
        if dots := len(name) - len(bare):
            near = (Path(importer) if importer else self.path.absolute()).parents
            return self._below(near[min(dots, len(near)) - 1], parts)
        found = [self._below(folder, parts) for folder in self.folders]
        whole = [document for document in found if document is not None]
        return next((each for each in whole if each.cells), next(iter(whole), None))

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Where absolute names are looked up, in order."""
        above: list[Path] = []
        for place in list(self.path.absolute().parents)[:_ABOVE]:
            above.append(place)
            if place == self.root or any((place / mark).exists() for mark in _MARKS):
                break
        else:
            above = _packages(above[0])
        sources = above[-1] / "src"
        return (*above, sources) if sources.is_dir() and sources not in above else tuple(above)

    def _below(self, folder: Path, parts: list[str]) -> Document | None:
        for part in parts[:-1]:
            if not (folder / part).is_dir():
                self._note_absence(folder, part)
                return None
            folder /= part
        return self._module(folder, parts[-1]) if parts else self._package(folder)

    def _module(self, folder: Path, name: str) -> Document | None:
        """As in Python: a package, else a file, else a plain folder."""
        inside = folder / name
        found = self._read(inside / "__init__.py") or self._read(folder / f"{name}.py")
        if found is None and inside.is_dir():
            return Document(str(inside), ())
        if found is None:
            self._note_absence(folder, name)
        return found

    def _package(self, folder: Path) -> Document:
        return self._read(folder / "__init__.py") or Document(str(folder), ())

    def _read(self, file: Path) -> Document | None:
        path = str(file)
        if path not in self.used:
            found = self.opened.get(path) or from_disk(file)
            if found is None:
                return None
            self.used[path] = found
        return self.used[path]

    def _note_absence(self, folder: Path, name: str) -> None:
        self.absent.setdefault(str(folder), set()).add(name)


def _packages(folder: Path) -> list[Path]:
    """Without a root: the folder, those above it as long as it is a package, and one more."""
    found = [folder, folder.parent]
    while (found[-1] / "__init__.py").exists() and found[-1] != found[-1].parent:
        found.append(found[-1].parent)
    return found


_documents: OrderedDict[str, tuple[tuple[int, int], Document]] = OrderedDict()


def from_disk(file: Path) -> Document | None:
    """The file's document, read again when the file has changed; None where there is no file."""
    try:
        state = file.stat()
        stamp = (state.st_mtime_ns, state.st_size)
        known = _documents.get(str(file))
        if known is not None and known[0] == stamp:
            _documents.move_to_end(str(file))
            return known[1]
        found = _loaded(file) if state.st_size <= SIZE else Document(str(file), ())
    except OSError:
        return None
    _documents[str(file)] = (stamp, found)
    if len(_documents) > _KEPT:
        _documents.popitem(last=False)
    return found


def _loaded(file: Path) -> Document:
    try:
        return load(file)
    except UnreadableSource:
        return Document(str(file), ())
