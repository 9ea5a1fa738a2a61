"""Python processes of our own, each a group that is ended as one."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])

GRACE = 10.0
"""Seconds that a child gets to end what it has started before it is killed with it."""


async def start_child(module: str, *arguments: str) -> asyncio.subprocess.Process:
    """Run ``python -m module`` with pipes for stdin and stdout.

    ``-P`` keeps the folder that Jupyter was started in off the import path.
    """
    path = os.pathsep.join(filter(None, [_PACKAGE_ROOT, os.environ.get("PYTHONPATH", "")]))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        module,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )


async def end_child(process: asyncio.subprocess.Process) -> None:
    """Close the child's stdin, which asks it to end, and in the end kill its whole group."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await process.wait()
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.returncode is None:
        process.kill()
    await process.wait()
