"""The probe's process: ``python -m kerascope.jupyter.prober``. It runs one probe.

It reads one line of JSON, ``{path, cells: [{text, index, execution_count}], interpreter,
working_folder, codes}``, and writes messages, each after its length in bytes on a line:
``{"progress": …}``, and ``{"report": …}`` or ``{"error": sentence}`` at the end.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from kerascope.checker import check
from kerascope.config import ConfigError, Settings, find_config
from kerascope.jupyter.child import GRACE
from kerascope.probe.event import ProbeEvent, Progress
from kerascope.probe.request import ProbeRequest
from kerascope.probe.run import probe
from kerascope.probe.verdict import to_json
from kerascope.rules.finding import Finding
from kerascope.source.document import Cell, Document
from kerascope.source.modules import Modules

Tell = Callable[[Mapping[str, Any]], None]


def main() -> None:
    """Run the probe that stdin asks for; the end of stdin takes it back."""
    tell = _teller(_private_stdout())
    asked: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    taken_back = threading.Event()
    threading.Thread(target=_watch, args=(taken_back,), daemon=True).start()
    document = _document(asked)
    findings = _findings(document, asked["codes"])
    if not findings:
        tell({"error": "Nothing to probe: no finding here has a fix that training could judge."})
        return
    request = ProbeRequest(
        document=document,
        findings=findings,
        interpreter=asked["interpreter"],
        working_folder=Path(asked["working_folder"]),
    )
    report = probe(request, lambda event: _pass_on(event, tell), taken_back)
    if not taken_back.is_set():
        tell({"report": to_json(report)})


def _document(asked: Mapping[str, Any]) -> Document:
    cells = (Cell(c["text"], c["index"], c.get("execution_count")) for c in asked["cells"])
    return Document(asked["path"], tuple(cells))


def _findings(document: Document, codes: list[str] | None) -> tuple[Finding, ...]:
    """Those that training can judge, of all or of the given rules."""
    path = Path(document.path)
    try:
        settings = find_config(path.parent).settings_for(path)
    except (ConfigError, OSError):
        # The language server has said what is wrong with the configuration.
        settings = Settings()
    return tuple(
        finding
        for finding in check(document, settings, Modules(path)).findings
        if finding.experiment is not None and finding.fix is not None
        if codes is None or finding.code in codes
    )


def _pass_on(event: ProbeEvent, tell: Tell) -> None:
    if isinstance(event, Progress):
        tell({"progress": asdict(event)})


def _teller(wire: BinaryIO) -> Tell:
    def tell(message: Mapping[str, Any]) -> None:
        content = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
        wire.write(b"%d\n" % len(content) + content)
        wire.flush()

    return tell


def _private_stdout() -> BinaryIO:
    """Our stdout for messages only: whatever prints goes to stderr from now on."""
    wire = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return wire


def _watch(taken_back: threading.Event) -> None:
    """Stdin ends when the probe is taken back, and when the Jupyter server is gone."""
    # Not through sys.stdin: its lock would be held when the interpreter ends.
    while os.read(0, 1024):
        pass
    taken_back.set()
    time.sleep(GRACE)
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
