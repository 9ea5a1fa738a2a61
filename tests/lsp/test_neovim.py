"""Neovim's built-in client, headless, on the real server: a finding is shown and its fix taken."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import which

SESSION = Path(__file__).with_name("neovim_session.lua")
SCRIPT = "import keras\n\noptimizer = keras.optimizers.Adam(lr=0.001)\n"


def test_neovim_shows_a_finding_and_applies_its_fix(tmp_path):
    neovim = which("nvim")
    assert neovim, "This test needs Neovim: sh scripts/install_neovim.sh"
    file = tmp_path / "train.py"
    file.write_text(SCRIPT)
    session = subprocess.run(
        [neovim, "--headless", "-u", "NONE", "-c", f"luafile {SESSION}"],
        env={**os.environ, "KERASCOPE_PYTHON": sys.executable, "KERASCOPE_FILE": str(file)},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert session.returncode == 0, session.stderr
    assert "KS801" in session.stdout
    assert file.read_text() == SCRIPT.replace("lr=", "learning_rate=")
