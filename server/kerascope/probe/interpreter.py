"""Which Python runs the user's script, the same for every face."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path


def interpreter_for(chosen: str | None, folder: Path | None) -> str:
    """The path of the Python to train with. In this order: the one chosen, that of the active
    environment, that of a ``.venv`` or ``venv`` with Keras in ``folder``, our own where it has
    Keras, the first on PATH, our own."""
    if chosen:
        wanted = os.path.expanduser(chosen)
        return shutil.which(wanted) or wanted
    return next(_candidates(folder), sys.executable)


def _candidates(folder: Path | None) -> Iterator[str]:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if active := os.environ.get(variable):
            yield from _pythons(Path(active))
    for name in (".venv", "venv") if folder else ():
        assert folder
        if _has_keras(folder / name):
            yield from _pythons(folder / name)
    if find_spec("keras") or find_spec("tensorflow"):
        yield sys.executable
    for name in ("python3", "python"):
        if found := shutil.which(name):
            yield found


def _pythons(environment: Path) -> Iterator[str]:
    for place in ("bin/python", "Scripts/python.exe", "python.exe"):
        if (python := environment / place).is_file():
            yield str(python)


def _has_keras(environment: Path) -> bool:
    """Told from the folders of an environment, without starting it."""
    places = (environment.glob("lib/python*/site-packages"), environment.glob("Lib/site-packages"))
    packages = [package for found in places for package in found]
    return any(
        (package / name).is_dir()
        for package in packages
        for name in ("keras", "tf_keras", "tensorflow")
    )
