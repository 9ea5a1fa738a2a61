"""Running trials for a command: progress, Ctrl-C, and the report in the form that is asked for."""

import argparse
import json
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType

from kerascope.cli.cache import FOLDER, make_folder
from kerascope.cli.checked import display_name
from kerascope.cli.failure import INTERRUPTED, CannotRun
from kerascope.cli.interpreter import interpreter
from kerascope.cli.output.colour import paint_for
from kerascope.cli.progress import ProgressLine
from kerascope.probe.request import Cluster, ProbeRequest
from kerascope.probe.run import probe
from kerascope.probe.verdict import ProbeReport, to_json


def where(options: argparse.Namespace) -> tuple[str, Cluster | None]:
    """The interpreter of the trials, and the cluster where they do not run here.

    Raises:
        CannotRun: there is no such interpreter.
    """
    if options.on is None:
        return interpreter(options.python), None
    return "", Cluster(options.on, options.cpus, options.gpus, options.python)


def run_trials(
    request: ProbeRequest, options: argparse.Namespace, name: str
) -> tuple[ProbeReport, int | None]:
    """Run and report; ``name`` is that of the page. With the report comes the exit status of
    trials that were interrupted, else None.

    Raises:
        CannotRun: the report cannot be written.
    """
    with _interruptible() as interrupted, ProgressLine(sys.stderr) as progress:
        report = probe(request, progress.show, interrupted)
    _print(report, options, name)
    return report, INTERRUPTED if interrupted.is_set() else None


@contextmanager
def _interruptible() -> Generator[Event]:
    """Ctrl-C asks the probe to stop and clean up; a second one does not wait for that."""
    asked = Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    former = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _print(report: ProbeReport, options: argparse.Namespace, name: str) -> None:
    """The findings' fate on standard output, why nothing could be run on standard error."""
    if options.output_format == "json":
        text = json.dumps(to_json(report), indent=2, ensure_ascii=False)
        sys.stdout.write(text + "\n")
    else:
        from kerascope.probe.report.terminal import terminal_summary

        stream = sys.stderr if report.error else sys.stdout
        stream.write(terminal_summary(report, color=paint_for(stream).enabled))
    if options.html or options.open or not (report.error or options.output_format == "json"):
        path = options.html or Path.cwd() / FOLDER / "reports" / f"{name}.html"
        _write_page(report, path)
        aside = sys.stderr if options.output_format == "json" else sys.stdout
        print(f"Report: {display_name(path)}", file=aside)
        if options.open:
            import webbrowser

            webbrowser.open(path.resolve().as_uri())


def _write_page(report: ProbeReport, path: Path) -> None:
    from kerascope.probe.report.html import html_page

    try:
        page = html_page(to_json(report))
    except FileNotFoundError as error:
        raise CannotRun(str(error)) from error
    try:
        if path.parent.parent.name == FOLDER:
            make_folder(path.parent.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"The report {path} cannot be written: {error.strerror}.") from error
