"""The Jupyter Server extension: language servers for the pages, and the probe.

Jupyter Server is only imported when it asks for the extension.
"""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:  # pyright: ignore[reportUnusedFunction]
    """Where Jupyter Server finds the extension; called by name."""
    from kerascope.jupyter.extension import KerascopeExtension

    return [{"module": "kerascope.jupyter", "app": KerascopeExtension}]
