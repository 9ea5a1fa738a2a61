"""An arm in an interpreter of its own: it calls back, and ends with the process that started it."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading

from .arm import Arm
from .channel import Channel
from .host import warm


def main(call_text: str) -> None:
    """Call the port that ``call_text`` names, then do what is ordered."""
    call = json.loads(call_text)
    line = socket.create_connection(("127.0.0.1", call["port"]))
    _end_with_parent()
    sys.path[:] = [entry for entry in sys.path if entry]
    channel = Channel(line.makefile("r"), line.makefile("w"))
    line.sendall((call["word"] + "\n").encode())
    line.close()
    if (orders := channel.receive()) is not None:
        # As in a process that is forked: what is imported already can be seeded.
        warm(call["imports"])
        Arm(orders, channel, None).run()
    sys.stdout.flush()
    os._exit(0)


def _end_with_parent() -> None:
    """Our stdin is a pipe that closes when the other side is gone; the script gets an empty one."""
    held = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def watch() -> None:
        os.read(held, 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
