"""Starts the language server that came with the extension, beside whatever else is installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "libs"))

from kerascope.lsp.serve import serve

serve()
