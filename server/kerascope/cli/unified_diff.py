"""Applying a unified diff: what ``diff -u`` and ``git diff`` write."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kerascope.cli.failure import CannotRun

_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_NOWHERE = "/dev/null"


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines ``old`` from line ``start`` (from 1) become ``new``; line ends included."""

    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilePatch:
    """The changes to one file. ``old`` or ``new`` is None where it is created or deleted."""

    old: str | None
    new: str | None
    hunks: tuple[Hunk, ...]

    @property
    def names(self) -> Iterator[PurePosixPath]:
        """What the file may be called, from the whole path to its last part."""
        for name in (self.old, self.new):
            parts = PurePosixPath(name).parts if name else ()
            yield from (PurePosixPath(*parts[skip:]) for skip in range(len(parts)))


def parse(text: str, name: str) -> list[FilePatch]:
    """The files that a patch changes; ``name`` is what the user calls it.

    Raises:
        CannotRun: it is no unified diff, or a binary one.
    """
    lines: list[str] = _LINE.findall(text)
    if any(line.startswith(("GIT binary patch", "Binary files ")) for line in lines):
        raise CannotRun(f"{name} changes binary files: only text can be patched here.")
    found: list[FilePatch] = []
    at = 0
    while at < len(lines):
        if lines[at].startswith("--- ") and lines[at + 1 : at + 2] and _is_new(lines[at + 1]):
            hunks, end = _hunks(lines, at + 2, name)
            found.append(FilePatch(_path(lines[at]), _path(lines[at + 1]), hunks))
            at = end
        else:
            at += 1
    if not any(patch.hunks for patch in found):
        raise CannotRun(
            f"{name} holds no change: a unified diff is needed, as `git diff` and `diff -u` "
            "write it."
        )
    return found


def patched(before: str, patch: FilePatch, name: str) -> str:
    """The text with all hunks applied. A hunk may have moved, but must fit exactly.

    Raises:
        CannotRun: a hunk does not fit.
    """
    lines: list[str] = _LINE.findall(before)
    moved = 0
    for hunk in patch.hunks:
        at = _place(lines, hunk, moved)
        if at is None:
            raise CannotRun(
                f"The patch does not apply to {name}: the lines it changes at line {hunk.start} "
                "are not there. Make it against this version of the file."
            )
        lines[at : at + len(hunk.old)] = hunk.new
        moved = at - (hunk.start - 1) + len(hunk.new) - len(hunk.old)
    return "".join(lines)


def _is_new(line: str) -> bool:
    return line.startswith("+++ ")


def _path(line: str) -> str | None:
    name = line[4:].split("\t")[0].strip().strip('"')
    return None if name == _NOWHERE else name


def _hunks(lines: Sequence[str], at: int, name: str) -> tuple[tuple[Hunk, ...], int]:
    found: list[Hunk] = []
    while at < len(lines) and (head := _HUNK.match(lines[at])):
        sizes = [int(size) if size is not None else 1 for size in (head[2], head[4])]
        old, new, at = _sides(lines, at + 1, sizes, name)
        start = int(head[1]) + (sizes[0] == 0)
        found.append(Hunk(start, tuple(old), tuple(new)))
    return tuple(found), at


def _sides(
    lines: Sequence[str], at: int, sizes: list[int], name: str
) -> tuple[list[str], list[str], int]:
    """The lines of a hunk before and after, and where it ends."""
    old: list[str] = []
    new: list[str] = []
    while len(old) < sizes[0] or len(new) < sizes[1] or _ends_a_file(lines[at : at + 1]):
        line = lines[at] if at < len(lines) else ""
        kind, text = line[:1], line[1:]
        if kind == "\\":
            _without_line_end(old, new, lines[at - 1][0])
        elif kind in (" ", "\n", "\r"):
            old.append(text or line)
            new.append(text or line)
        elif kind == "-":
            old.append(text)
        elif kind == "+":
            new.append(text)
        else:
            raise CannotRun(f"{name} is cut short or damaged: a hunk ends too early.")
        at += 1
    return old, new, at


def _ends_a_file(line: Sequence[str]) -> bool:
    return bool(line) and line[0].startswith("\\")


def _without_line_end(old: list[str], new: list[str], kind: str) -> None:
    """The line before this one is the file's last and does not end."""
    for side, kinds in ((old, " -"), (new, " +")):
        if kind in kinds and side:
            side[-1] = side[-1].rstrip("\r\n")


def _place(lines: Sequence[str], hunk: Hunk, moved: int) -> int | None:
    """Where the old lines stand, nearest to where the hunk says."""
    expected = hunk.start - 1 + moved
    last = len(lines) - len(hunk.old)
    order = sorted(range(last + 1), key=lambda at: abs(at - expected))
    return next((at for at in order if _fits(lines, hunk, at)), None)


def _fits(lines: Sequence[str], hunk: Hunk, at: int) -> bool:
    pairs = zip(lines[at : at + len(hunk.old)], hunk.old, strict=True)
    return all(_plain(one) == _plain(other) for one, other in pairs)


def _plain(line: str) -> str:
    """Without the kind of its end: editors change that in passing."""
    return line.rstrip("\r\n")
