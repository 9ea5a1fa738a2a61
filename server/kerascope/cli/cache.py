"""Findings of earlier runs, kept on disk: one entry a file, valid for its exact bytes, settings
and version of Kerascope, and as long as the modules it imports have not changed."""

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import kerascope
from kerascope.cli.checked import CheckedFile
from kerascope.cli.finding_json import from_json, to_json
from kerascope.config import Settings
from kerascope.rules.report import Note
from kerascope.source.document import Document
from kerascope.source.modules import Modules

FOLDER = ".kerascope_cache"


class Cache:
    """A folder of entries. A cache that cannot be read or written is as good as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(
        self, file: Path, data: bytes, settings: Settings, document: Document
    ) -> CheckedFile | None:
        """What was found when ``file`` held ``data``, if that was the last time."""
        try:
            entry = json.loads(self._entry(file, settings).read_bytes())
            if entry["content"] != _digest(data) or not _holds(entry["modules"]):
                return None
            findings = tuple(from_json(written) for written in entry["findings"])
            remarks = tuple(Note(**written) for written in entry["remarks"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return CheckedFile(document, findings, remarks)

    def put(
        self,
        file: Path,
        data: bytes,
        settings: Settings,
        checked: CheckedFile,
        modules: Modules | None = None,
    ) -> None:
        """Keep what was found; ``modules`` are those that were read or looked for on the way."""
        entry: dict[str, Any] = {
            "content": _digest(data),
            "modules": _states(modules or Modules(file)),
            "findings": [to_json(finding, checked.path) for finding in checked.findings],
            "remarks": [asdict(remark) for remark in checked.remarks],
        }
        with contextlib.suppress(OSError):
            make_folder(self.folder)
            _write(self._entry(file, settings), json.dumps(entry))

    def _entry(self, file: Path, settings: Settings) -> Path:
        key = "\0".join([_version(), str(file.resolve()), repr(settings)])
        return self.folder / f"{_digest(key.encode(errors='surrogateescape'))}.json"


def make_folder(folder: Path) -> None:
    """Make a cache folder that git ignores."""
    if not folder.exists():
        folder.mkdir(parents=True)
        (folder / ".gitignore").write_text("*\n")


def _states(modules: Modules) -> dict[str, Any]:
    """The files read with their states, and all that was not there."""
    absent = [str(Path(folder, name)) for folder, names in modules.absent.items() for name in names]
    return {"used": {path: _state(path) for path in modules.used}, "absent": absent}


def _holds(states: dict[str, Any]) -> bool:
    """Whether the modules are still as they were."""
    used: dict[str, object] = states["used"]
    absent: list[str] = states["absent"]
    if any(_state(path) != state for path, state in used.items()):
        return False
    return not any(os.path.exists(path) or os.path.exists(f"{path}.py") for path in absent)


def _state(path: str) -> list[int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size]


@cache
def _version() -> str:
    """The version and the age of the installed code, so that a working copy counts as new."""
    package = Path(kerascope.__file__).parent
    changed = max(file.stat().st_mtime_ns for file in package.rglob("*.py"))
    return f"{kerascope.__version__} {changed}"


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def _write(file: Path, text: str) -> None:
    """Replace the file at once, so that a run beside this one never reads half an entry."""
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    with os.fdopen(handle, "w") as stream:
        stream.write(text)
    os.replace(name, file)
