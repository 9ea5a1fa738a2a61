"""Which Python runs the user's script."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from kerascope.cli.failure import CannotRun


def interpreter(given: str | None = None) -> str:
    """The path of the Python to train with: the one given, that of the active environment, our
    own where it has Keras, the first on PATH.

    Raises:
        CannotRun: the one given does not exist.
    """
    if given is not None:
        if found := shutil.which(given):
            return found
        raise CannotRun(f"There is no Python at {given}. Name an interpreter that has Keras.")
    return next(_candidates(), sys.executable)


def _candidates() -> Iterator[str]:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if folder := os.environ.get(variable):
            yield from (str(path) for path in _pythons(Path(folder)) if path.exists())
    if find_spec("keras") or find_spec("tensorflow"):
        yield sys.executable
    for name in ("python3", "python"):
        if found := shutil.which(name):
            yield found


def _pythons(environment: Path) -> tuple[Path, ...]:
    return (
        environment / "bin" / "python",
        environment / "Scripts" / "python.exe",
        environment / "python.exe",
    )
