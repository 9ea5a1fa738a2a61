"""``kerascope``: one module a command, imported only when it is called for."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TextIO, cast

from kerascope.cli.arguments import parse
from kerascope.cli.failure import COULD_NOT_RUN, FINDINGS, INTERRUPTED, CannotRun


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 clean, 1 findings, 2 could not run."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        _never_fail_to_print(stream)
    try:
        status = _run(options)
        sys.stdout.flush()
        return status
    except CannotRun as error:
        print(f"kerascope: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (`kerascope check | head`); Python must not complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINDINGS


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "check":
            from kerascope.cli.check import run
        case "probe":
            from kerascope.cli.probe import run
        case "compare":
            from kerascope.cli.compare import run
        case "show":
            from kerascope.cli.show import run
        case "explain":
            from kerascope.cli.explain import run
        case "explain-log":
            from kerascope.cli.explain_log import run
        case "rules":
            from kerascope.cli.rules import run
        case _:
            from kerascope.cli.server import run
    return run(options)


def _never_fail_to_print(stream: TextIO | None) -> None:
    """Machine formats need UTF-8, and a terminal without it shows escapes instead of failing."""
    if reconfigure := getattr(stream, "reconfigure", None):
        encoding = None if cast("TextIO", stream).isatty() else "utf-8"
        reconfigure(encoding=encoding, errors="backslashreplace")
