"""The probe's process: ``python -m kerascope.lsp.prober``. It runs one probe and tells of it."""

import os
import signal
import sys
import threading
import time
from typing import BinaryIO

from kerascope.lsp.child import GRACE, private_stdout
from kerascope.lsp.wire import framed, read_from
from kerascope.probe.event import ProbeEvent
from kerascope.probe.request import ProbeRequest
from kerascope.probe.run import probe


def main() -> None:
    """Read a request from stdin; write the probe's events, and its report at the end."""
    wire = private_stdout()
    request: ProbeRequest = read_from(sys.stdin.buffer)
    taken_back = threading.Event()
    threading.Thread(target=_watch, args=(sys.stdin.buffer, taken_back), daemon=True).start()

    def tell(event: ProbeEvent) -> None:
        wire.write(framed(event))
        wire.flush()

    report = probe(request, tell, taken_back)
    if taken_back.is_set():
        return
    wire.write(framed(report))
    wire.flush()


def _watch(stdin: BinaryIO, taken_back: threading.Event) -> None:
    """Our stdin ends when the server takes the probe back, and when the server is gone."""
    stdin.read()
    taken_back.set()
    time.sleep(GRACE)
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
