"""Sees to it that what is built from TypeScript is in the wheel and in the sdist."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

REPORT = Path("server/kerascope/probe/report/assets/report.js")
LAB_EXTENSION = Path("extension/jupyterlab/dist/package.json")
COMMANDS = (
    ("npm", "ci"),
    ("npm", "run", "build", "--workspace", "extension/report"),
    ("npm", "run", "build", "--workspace", "extension/jupyterlab"),
)


class FrontEnd(BuildHookInterface[Any]):
    """Builds the front end with npm where it is not there: in a fresh checkout, never in an sdist.

    An editable install does without: `make` builds the front end when it changes.
    """

    def initialize(self, version: str, _: dict[str, Any]) -> None:
        if version == "editable" or self._is_built():
            return
        if shutil.which("npm") is None:
            raise RuntimeError(
                "Kerascope's front end is not built, and there is no npm to build it with. "
                "Install Node 20 or newer, or install a released wheel."
            )
        for command in COMMANDS:
            subprocess.run(command, cwd=self.root, check=True)

    def _is_built(self) -> bool:
        return all((Path(self.root) / file).is_file() for file in (REPORT, LAB_EXTENSION))
