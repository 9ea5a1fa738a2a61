"""Starting Python processes of our own, and taking the wire away from whatever prints."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])

GRACE = 10.0
"""Seconds that a child gets to end what it has started before it is killed with it."""


async def start_child(module: str, *arguments: str) -> asyncio.subprocess.Process:
    """Run a module of ours as a group of its own, with pipes for stdin and stdout.

    ``-P`` keeps the folder that an editor happens to start us in off the import path. The
    environment stays as it is: a probe's interpreter inherits it, and must not see our packages.
    """
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-c",
        _BOOT,
        _PACKAGE_ROOT,
        module,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )


_BOOT = """\
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


async def end_child(process: asyncio.subprocess.Process) -> None:
    """Close the child's stdin, which asks it to end; if it does not, kill it with its group."""
    assert process.stdin is not None
    process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await process.wait()
    await end_group(process)


async def end_group(process: asyncio.subprocess.Process) -> None:
    """Kill a child with everything it started, and reap it."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.returncode is None:
        process.kill()
    await process.wait()


def private_stdout() -> BinaryIO:
    """Our stdout for protocol messages only: ``print`` and C code go to stderr from now on."""
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return wire
