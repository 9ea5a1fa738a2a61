"""Neovim's built-in client on the real server: a finding is shown and its fix is taken."""

import re
import subprocess
from pathlib import Path

from lsp.editors import run, snippet

SESSION = Path(__file__).with_name("neovim_session.lua")
SCRIPT = "import keras\n\noptimizer = keras.optimizers.Adam(lr=0.001)\n"


def _snippet():
    """The one for the Neovim that is installed."""
    said = subprocess.run(["nvim", "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(map(int, re.findall(r"\d+", said)[:2]))
    return snippet("Neovim", 0 if version >= (0, 11) else 1 if version >= (0, 8) else 2)


def test_neovim_shows_a_finding_and_applies_its_fix(tmp_path):
    file = tmp_path / "train.py"
    file.write_text(SCRIPT)
    settings = tmp_path / "settings.lua"
    settings.write_text(_snippet())
    session = run(
        *("nvim", "--headless", "-u", "NONE", "-c", f"luafile {SESSION}"),
        folder=tmp_path,
        KERASCOPE_FILE=str(file),
        KERASCOPE_SNIPPET=str(settings),
    )
    assert session.returncode == 0, session.stderr
    assert "KS801" in session.stdout
    assert file.read_text() == SCRIPT.replace("lr=", "learning_rate=")
