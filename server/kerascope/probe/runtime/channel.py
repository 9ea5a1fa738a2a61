"""Messages between Kerascope and a child: one JSON object a line."""

from __future__ import annotations

import json
import threading
from typing import Any, TextIO


class Channel:
    """Two ends of text; ``send`` may be called from any thread."""

    def __init__(self, reader: TextIO, writer: TextIO) -> None:
        self._reader = reader
        self._writer = writer
        self._lock = threading.Lock()

    def send(self, event: str, **fields: Any) -> None:
        """Write one message. Raises OSError when the other side is gone."""
        line = json.dumps({"event": event, **fields})
        with self._lock:
            self._writer.write(line + "\n")
            self._writer.flush()

    def receive(self) -> dict[str, Any] | None:
        """The next message, or None when the other side has closed."""
        line = self._reader.readline()
        return json.loads(line) if line else None

    def close(self) -> None:
        """Say and hear no more."""
        self._reader.close()
        self._writer.close()
