"""What Jupyter Server loads, and what ends with it."""

from typing import Any

from jupyter_server.extension.application import ExtensionApp

from kerascope.jupyter.language_server import LanguageServers
from kerascope.jupyter.place_handler import PlaceHandler
from kerascope.jupyter.probe_handler import ProbeHandler
from kerascope.jupyter.probes import Probes
from kerascope.jupyter.socket_handler import LanguageServerSocket


class KerascopeExtension(ExtensionApp):
    """Kerascope's part of a Jupyter server."""

    name = "kerascope"

    def initialize_settings(self) -> None:
        self.language_servers = LanguageServers()
        self.probes = Probes()

    def initialize_handlers(self) -> None:
        parts: dict[str, Any] = {"servers": self.language_servers}
        self.handlers.extend(
            [
                ("/kerascope/language-server", LanguageServerSocket, parts),
                ("/kerascope/api/place", PlaceHandler),
                ("/kerascope/api/probe", ProbeHandler, {"probes": self.probes}),
            ]
        )

    async def stop_extension(self) -> None:
        """Leave no process behind."""
        await self.probes.stop()
        await self.language_servers.stop()
