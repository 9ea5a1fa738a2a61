"""Emacs' eglot on the real server: findings, hover and symbols are shown, and a fix is taken."""

from pathlib import Path

from lsp.editors import run, snippet

SESSION = Path(__file__).with_name("eglot_session.el")
SCRIPT = """\
import keras

model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
optimizer = keras.optimizers.Adam(lr=0.001)
"""


def test_eglot_shows_a_finding_and_applies_its_fix(tmp_path):
    file = tmp_path / "train.py"
    file.write_text(SCRIPT)
    settings = tmp_path / "settings.el"
    settings.write_text(snippet("Emacs (eglot)"))
    load = ("--load", str(settings), "--load", str(SESSION))
    session = run(
        "emacs", "--batch", "--no-init-file", *load, folder=tmp_path, KERASCOPE_FILE=str(file)
    )
    assert session.returncode == 0, session.stderr
    assert "KS801" in session.stdout
    assert "InputLayer" in session.stdout.splitlines()[-1]
    assert file.read_text() == SCRIPT.replace("lr=", "learning_rate=")
