"""Starting the server. The process that analyses starts first and loads while the rest does."""

import asyncio
import gc
import logging
import sys
from typing import BinaryIO

from kerascope.lsp.analysis import Analyst
from kerascope.process.child import private_stdout


def serve() -> None:
    """Serve the client on stdin and stdout until it says good-bye."""
    wire = private_stdout()
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    # pygls logs every message with its content.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    sys.exit(asyncio.run(_serve(wire)))


async def _serve(wire: BinaryIO) -> int:
    analyst = Analyst()
    await analyst.warm_up()
    from kerascope.lsp.server import converse, create_server

    # What was imported stays: collecting garbage need not look at it again and again.
    gc.freeze()
    server = create_server(analyst)
    await converse(server, wire)
    return 0 if server.connection.said_goodbye else 1
