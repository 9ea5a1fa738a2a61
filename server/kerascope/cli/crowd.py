"""Many sources at once: from the cache where it has them, else on all cores."""

import gc
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial

from kerascope.cli.analyse import Analyser, Source
from kerascope.cli.checked import CheckedFile
from kerascope.cli.failure import CannotRun

_CROWD = 12
"""From so many sources on, starting processes costs less than it saves."""

Result = CheckedFile | CannotRun


def analyse_all(analyser: Analyser, sources: Sequence[Source]) -> Iterator[tuple[Source, Result]]:
    """Each source with what is found in it, or with why it could not be checked, in order.

    Raises:
        CannotRun: a process ended for a reason that cannot be told.
    """
    _collect_seldom()
    kept = [_recalled(analyser, source) for source in sources]
    missing = [source for source, known in zip(sources, kept, strict=True) if known is None]
    if len(missing) < _CROWD or (os.cpu_count() or 1) < 2:
        fresh = (_fresh(analyser, source) for source in missing)
        yield from _merged(sources, kept, fresh)
        return
    pool = ProcessPoolExecutor(initializer=_leave_ctrl_c_to_the_parent)
    try:
        yield from _merged(sources, kept, pool.map(partial(_fresh, analyser), missing, chunksize=2))
    except BrokenProcessPool as error:
        raise CannotRun(
            "A process that analyses files has died. Check the files one by one to find out which "
            "one does it, and leave it out with --exclude."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _merged(
    sources: Sequence[Source], kept: Sequence[Result | None], fresh: Iterator[Result]
) -> Iterator[tuple[Source, Result]]:
    for source, known in zip(sources, kept, strict=True):
        yield source, next(fresh) if known is None else known


def _fresh(analyser: Analyser, source: Source) -> Result:
    try:
        return analyser.analyse(source)
    except CannotRun as error:
        return error


def _recalled(analyser: Analyser, source: Source) -> Result | None:
    try:
        return analyser.recall(source)
    except CannotRun as error:
        return error


def _collect_seldom() -> None:
    """Reading makes much and drops little: looking for garbage as often as Python does by itself
    costs a fifth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
