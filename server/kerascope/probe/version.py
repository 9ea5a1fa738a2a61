"""Whole programs to be put on trial: what each is called, its text, and where it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kerascope.source.document import Document


@dataclass(frozen=True, slots=True)
class Home:
    """Where a version runs: ``path`` is its ``__file__``, a scratch copy of ``folder`` its
    working folder.

    ``replaced`` are files that hold something else in the copy, by their path relative to
    ``folder``; None: the file is not there. Modules are then imported from the copy, too.
    """

    path: Path
    folder: Path
    replaced: Mapping[str, bytes | None] = field(default_factory=dict[str, bytes | None])


@dataclass(frozen=True, slots=True)
class Version:
    """One of two programs: ``title`` is what the report calls it."""

    title: str
    document: Document
    home: Home


@dataclass(frozen=True, slots=True)
class Rivals:
    """An edit, whoever made it: the program ``before`` and ``after`` it.

    ``command`` repeats the comparison. ``remark`` is a sentence that goes with every verdict.
    """

    before: Version
    after: Version
    command: str = ""
    remark: str = ""
