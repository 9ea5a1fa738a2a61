"""Which files to analyse: the paths given, and what folders hold that git would not ignore."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from kerascope.source.document import SUFFIXES

_SKIPPED = frozenset(
    [
        *(".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", ".eggs", "site-packages"),
        *("node_modules", "__pycache__", ".ipynb_checkpoints", "build", "dist", "_build"),
        *(".kerascope_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
    ]
)


@dataclass(frozen=True, slots=True)
class Globs:
    """Patterns as in .gitignore, read relative to a folder."""

    folder: Path
    spec: GitIgnoreSpec

    @classmethod
    def of(cls, folder: Path, patterns: Sequence[str]) -> "Globs":
        return cls(folder.resolve(), GitIgnoreSpec.from_lines(patterns))

    def decide(self, path: Path, is_folder: bool) -> bool | None:
        """True to leave the path out, False to keep it in, None where no pattern fits."""
        if not path.is_relative_to(self.folder):
            return None
        name = path.relative_to(self.folder).as_posix()
        return self.spec.check_file(f"{name}/" if is_folder else name).include


def source_files(folder: Path, excluded: Sequence[Globs] = ()) -> Iterator[Path]:
    """The scripts and notebooks in a folder and below, sorted; links to folders are not followed.

    ``excluded`` beats what any .gitignore lets in.
    """
    start = folder.resolve()
    for found in _walk(start, _inherited(start), excluded):
        yield folder / found.relative_to(start)


def _walk(folder: Path, ignored: list[Globs], excluded: Sequence[Globs]) -> Iterator[Path]:
    ignored = [*ignored, *_gitignore(folder)]
    for entry in _entries(folder):
        path = Path(entry.path)
        is_folder = entry.is_dir(follow_symlinks=False)
        if _left_out(path, is_folder, ignored, excluded):
            continue
        if is_folder:
            if entry.name not in _SKIPPED and not (path / "pyvenv.cfg").exists():
                yield from _walk(path, ignored, excluded)
        elif entry.name.endswith(SUFFIXES) and entry.is_file():
            yield path


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except PermissionError:
        return []


def _left_out(
    path: Path, is_folder: bool, ignored: Sequence[Globs], excluded: Sequence[Globs]
) -> bool:
    if any(globs.decide(path, is_folder) for globs in excluded):
        return True
    decisions = (globs.decide(path, is_folder) for globs in reversed(ignored))
    return next((decision for decision in decisions if decision is not None), False)


def _gitignore(folder: Path) -> list[Globs]:
    file = folder / ".gitignore"
    try:
        return [Globs.of(folder, file.read_text(errors="replace").splitlines())]
    except OSError:
        return []


def _inherited(folder: Path) -> list[Globs]:
    """The .gitignore files above a folder, up to the root of its repository."""
    above = [folder, *folder.parents]
    root = next((i for i, parent in enumerate(above) if (parent / ".git").exists()), 0)
    return [globs for parent in reversed(above[1 : root + 1]) for globs in _gitignore(parent)]
