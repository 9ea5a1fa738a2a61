"""Which Python runs the user's script."""

import shutil
from pathlib import Path

from kerascope.cli.failure import CannotRun
from kerascope.probe.interpreter import interpreter_for


def interpreter(given: str | None = None) -> str:
    """The path of the Python to train with, seen from the current folder.

    Raises:
        CannotRun: the one given does not exist.
    """
    found = interpreter_for(given, Path.cwd())
    if given is not None and shutil.which(found) is None:
        raise CannotRun(f"There is no Python at {given}. Name an interpreter that has Keras.")
    return found
