"""Which Python runs a probe."""

import os
import shutil
import sys
from pathlib import Path


def interpreter_for(chosen: str | None, folder: Path | None) -> str:
    """In this order: the one set in the editor, that of the active environment, a ``.venv`` or
    ``venv`` in the workspace folder, ``python3`` on the PATH, the server's own."""
    if chosen:
        return os.path.expanduser(chosen)
    for environment in _environments(folder):
        for python in (environment / "bin" / "python", environment / "Scripts" / "python.exe"):
            if python.is_file():
                return str(python)
    return shutil.which("python3") or shutil.which("python") or sys.executable


def _environments(folder: Path | None) -> list[Path]:
    active = [os.environ.get("VIRTUAL_ENV"), os.environ.get("CONDA_PREFIX")]
    found = [Path(path) for path in active if path]
    return found + ([folder / ".venv", folder / "venv"] if folder else [])
