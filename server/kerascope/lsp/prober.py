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
    signal.signal(signal.SIGINT, signal.default_int_handler)
    request: ProbeRequest = read_from(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_server, args=(sys.stdin.buffer,), daemon=True).start()

    def tell(event: ProbeEvent) -> None:
        wire.write(framed(event))
        wire.flush()

    try:
        report = probe(request, tell)
    except KeyboardInterrupt:
        return
    wire.write(framed(report))
    wire.flush()


def _end_with_the_server(stdin: BinaryIO) -> None:
    """Our stdin ends when the server takes the probe back, and when the server is gone."""
    stdin.read()
    signal.raise_signal(signal.SIGINT)
    time.sleep(GRACE)
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
