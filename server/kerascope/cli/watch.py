"""Running again whenever a file changes."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

_PAUSE = 0.5


def watch(files: Callable[[], Iterable[Path]], run: Callable[[], object]) -> None:
    """Call ``run`` now and after every change of the files; returns only by KeyboardInterrupt."""
    while True:
        # Looked at before the run, so that a change during it is not missed.
        before = _states(files())
        run()
        while _states(files()) == before:
            time.sleep(_PAUSE)


def _states(files: Iterable[Path]) -> Mapping[Path, tuple[int, int] | None]:
    return {file: _state(file) for file in files}


def _state(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
