"""What the paths on the command line stand for: files, folders, standard input."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kerascope.cli.analyse import Analyser, Source, read
from kerascope.cli.failure import CannotRun

if TYPE_CHECKING:
    from kerascope.source.files import Globs


def gather(
    options: argparse.Namespace, analyser: Analyser, complain: Callable[[CannotRun], None]
) -> list[Source]:
    """Every source once, in the order given; what cannot be read goes to ``complain``."""
    found: dict[Path, Source] = {}
    for path in _paths(options):
        try:
            for file in _expanded(path, options, analyser):
                try:
                    found.setdefault(file.resolve(), _source(file, options))
                except CannotRun as error:
                    complain(error)
        except CannotRun as error:
            complain(error)
    return list(found.values())


def files(options: argparse.Namespace, analyser: Analyser) -> Iterator[Path]:
    """The files that the paths stand for just now. Folders may be empty."""
    for path in _paths(options):
        if path.is_dir():
            yield from _in_folder(path, options, analyser)
        elif not _is_kept_out(path, options, analyser):
            yield path


def _paths(options: argparse.Namespace) -> list[Path]:
    return [Path(path) for path in options.paths or ["."]]


def _expanded(path: Path, options: argparse.Namespace, analyser: Analyser) -> list[Path]:
    if not path.is_dir():
        return [] if _is_kept_out(path, options, analyser) else [path]
    inside = list(_in_folder(path, options, analyser))
    if not inside and not options.force_exclude:
        raise CannotRun(f"{path} holds no Python files or notebooks to check.")
    return inside


def _source(path: Path, options: argparse.Namespace) -> Source:
    if str(path) != "-":
        return read(path)
    name: Path = options.stdin_filename or Path("<stdin>")
    return Source(str(name), name, sys.stdin.buffer.read(), on_disk=False)


def _in_folder(folder: Path, options: argparse.Namespace, analyser: Analyser) -> Iterator[Path]:
    from kerascope.source.files import source_files

    return source_files(folder, _excluded(folder / "any.py", options, analyser))


def _is_kept_out(file: Path, options: argparse.Namespace, analyser: Analyser) -> bool:
    """Whether a file is left out although it is named: programs name files that people would not.

    Standard input never is; with ``--fix`` an editor would get an empty text back.
    """
    if not options.force_exclude or str(file) == "-":
        return False
    excluded = _excluded(file, options, analyser)
    return any(globs.decide(file.resolve(), is_folder=False) for globs in excluded)


def _excluded(file: Path, options: argparse.Namespace, analyser: Analyser) -> "list[Globs]":
    """What the options and the configuration in force for a file leave out."""
    from kerascope.source.files import Globs

    config = analyser.config(file)
    excluded = [Globs.of(Path.cwd(), options.exclude)]
    if config.exclude:
        excluded.append(Globs.of(config.root or Path.cwd(), config.exclude))
    return excluded
