"""What git holds of a folder at a revision."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kerascope.cli.failure import CannotRun


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the repository whose work tree is ``root``; ``name`` as the user wrote it."""

    root: Path
    name: str
    commit: str

    def content(self, path: Path) -> bytes | None:
        """A file below ``root`` as it was, None where it was not there."""
        inside = path.relative_to(self.root).as_posix()
        done = _git(self.root, "cat-file", "blob", f"{self.commit}:{inside}")
        return None if done.returncode else done.stdout

    def changes(self) -> list[Path]:
        """Which files the work tree holds otherwise.

        Raises:
            CannotRun: git fails.
        """
        options = ("--no-ext-diff", "--no-renames", "--name-only", "-z")
        done = _git(self.root, "diff", *options, self.commit, "--")
        if done.returncode:
            raise CannotRun(f"git cannot tell what changed since {self.name}: {_said(done)}")
        names = done.stdout.decode(errors="surrogateescape").split("\0")
        return sorted(self.root / name for name in names if name)


def revision(path: Path, name: str) -> Revision:
    """The commit that ``name`` stands for in the repository that holds ``path``.

    Raises:
        CannotRun: there is no git, no repository or no such revision.
    """
    folder = path.resolve().parent
    top = _git(folder, "rev-parse", "--show-toplevel")
    if top.returncode and "not a git repository" not in _said(top):
        raise CannotRun(f"git cannot read the repository of {path}: {_said(top)}")
    if top.returncode:
        raise CannotRun(f"{folder} is not in a git repository, so there is no {name} to compare.")
    root = Path(top.stdout.decode(errors="surrogateescape").rstrip("\n")).resolve()
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode:
        raise CannotRun(f"There is no revision {name} in the repository {root}.")
    return Revision(root, name, found.stdout.decode().strip())


def _git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C"},
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        raise CannotRun("git was not found: install it, or compare two files.") from error


def _said(done: "subprocess.CompletedProcess[bytes]") -> str:
    words = done.stderr.decode(errors="replace").strip().splitlines()
    return words[0] if words else f"exit status {done.returncode}."
