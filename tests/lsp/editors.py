"""Other editors, without a screen, set up as docs/editors.md says."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which

DOCS = Path(__file__).parents[2] / "docs" / "editors.md"


def snippet(heading: str, number: int = 0) -> str:
    """The code with that number below a heading of the documentation."""
    section = DOCS.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"```\w+\n(.*?)```", section, re.DOTALL)[number]


def command_on_path(folder: Path) -> str:
    """A PATH on which ``kerascope`` is the one that is tested."""
    programs = folder / "programs"
    programs.mkdir()
    program = programs / "kerascope"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kerascope "$@"\n')
    program.chmod(0o755)
    return f"{programs}{os.pathsep}{os.environ['PATH']}"


def run(
    program: str, *arguments: str, folder: Path, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run an editor that has to end by itself."""
    found = which(program)
    assert found, f"This test needs {program}: see scripts/install_*.sh"
    return subprocess.run(
        [found, *arguments],
        env={**os.environ, "PATH": command_on_path(folder), "HOME": str(folder), **environment},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
    )
