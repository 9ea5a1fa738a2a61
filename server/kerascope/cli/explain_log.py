"""``kerascope explain-log``: a pasted training log names its cause."""

import argparse
import sys
from pathlib import Path

from kerascope.cli.catalogue import catalogue
from kerascope.cli.failure import CLEAN, FINDINGS, CannotRun
from kerascope.source.document import UnreadableSource, load
from kerascope.trainlog.decode import Reading, decode
from kerascope.trainlog.parse import Log, parse_log


def run(options: argparse.Namespace) -> int:
    """Print what each run in the log says; status 1 where that is a fault."""
    logs = parse_log(_text(options.log))
    if not logs:
        raise CannotRun(
            f"{options.log} holds no training log: no line of it says 'loss: ' and a number."
        )
    readings = [decode(log) for log in logs]
    for number, (log, found) in enumerate(zip(logs, readings, strict=True), 1):
        title = f"Run {number}, " if len(logs) > 1 else ""
        sys.stdout.write(_page(title, log, found))
    return FINDINGS if any(readings) else CLEAN


def _text(log: Path) -> str:
    """The log; of a notebook, what its cells have printed."""
    if str(log) == "-":
        return sys.stdin.read()
    try:
        if log.suffix == ".ipynb":
            return "\n".join(text for cell in load(log).cells for text in cell.outputs)
        return log.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CannotRun(f"{log} cannot be read: {error.strerror}.") from error
    except UnreadableSource as error:
        raise CannotRun(str(error)) from error


def _page(title: str, log: Log, found: list[Reading]) -> str:
    names = {card.code: card.name for card in catalogue()} if found else {}
    lines = [f"{title}{log.epochs} epochs with {', '.join(log.series)}"]
    for reading in found:
        rule = names.get(reading.code or "")
        lines.append(f"- {reading.sentence}" + (f" (see {reading.code} {rule})" if rule else ""))
    if not found:
        lines.append("- These numbers look like those of a model that learns.")
    return "\n".join(lines) + "\n"
