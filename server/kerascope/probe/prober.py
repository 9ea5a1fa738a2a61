"""The probes' process: ``python -m kerascope.probe.prober``. It runs one probe after another.

Between two probes it keeps a process that has imported what they import, so that the next one
starts at once; after a time of rest that process ends too.
"""

import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

from kerascope.probe.event import Refused
from kerascope.probe.hosts import Hosts
from kerascope.probe.request import ProbeRequest, TakeBack
from kerascope.probe.run import probe
from kerascope.process.child import GRACE, private_stdout
from kerascope.process.wire import framed, read_from

REST = 600.0
"""Seconds without a probe after which nothing is kept warm."""


def main(prepare: Callable[[Any], ProbeRequest | Refused] = lambda request: request) -> None:
    """Answer each request on stdin with the probe's events and its report, until stdin ends.

    ``prepare`` makes a request of what comes in.
    """
    rest = float(sys.argv[1]) if len(sys.argv) > 1 else REST
    wire = private_stdout()
    desk = Desk(sys.stdin.buffer)
    hosts = Hosts(keep=True)

    def tell(message: object) -> None:
        wire.write(framed(message))
        wire.flush()

    try:
        while desk.open:
            if (asked := desk.next(rest)) is None:
                hosts.close()
                continue
            request = prepare(asked)
            refused = isinstance(request, Refused)
            tell(request if refused else probe(request, tell, desk.taken_back, hosts))
    except BrokenPipeError:
        # The server is gone.
        pass
    finally:
        hosts.close()


class Desk:
    """Where requests come in. ``taken_back`` is set when the present one is not wanted any more."""

    def __init__(self, stdin: BinaryIO) -> None:
        self.open = True
        self.taken_back = threading.Event()
        self._requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(stdin,), daemon=True).start()

    def next(self, patience: float) -> Any:
        """The next request; None when there was none for ``patience`` seconds, or at the end."""
        try:
            request = self._requests.get(timeout=patience)
        except queue.Empty:
            return None
        self.open = request is not None
        return request

    def _read(self, stdin: BinaryIO) -> None:
        """Stdin ends when the server puts this process away, and when the server is gone."""
        try:
            while True:
                message = read_from(stdin)
                if isinstance(message, TakeBack):
                    self.taken_back.set()
                else:
                    self.taken_back.clear()
                    self._requests.put(message)
        except EOFError:
            self._requests.put(None)
            self.taken_back.set()
        time.sleep(GRACE)
        if os.name == "posix":
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


if __name__ == "__main__":
    main()
