"""Messages between a server and its child processes: pickles with their length before them."""

import asyncio
import pickle
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">I")


def framed(message: object) -> bytes:
    """The bytes of one message."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def read_from(pipe: BinaryIO) -> Any:
    """The next message of a blocking pipe.

    Raises:
        EOFError: the other side is gone.
    """
    header = pipe.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(header)
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError
    return pickle.loads(body)


async def receive(reader: asyncio.StreamReader) -> Any:
    """The next message of a child.

    Raises:
        EOFError: the child is gone.
    """
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    return pickle.loads(await reader.readexactly(length))
