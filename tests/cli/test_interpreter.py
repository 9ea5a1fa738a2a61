import sys
from pathlib import Path

import pytest

from kerascope.cli.failure import CannotRun
from kerascope.cli.interpreter import interpreter


def test_the_one_given_is_taken(tmp_path: Path):
    assert interpreter(sys.executable) == sys.executable
    with pytest.raises(CannotRun, match=r"There is no Python at .*nosuch"):
        interpreter(str(tmp_path / "nosuch"))


def test_then_the_active_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    assert interpreter() == str(python)


def test_then_our_own_where_it_has_keras(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    assert interpreter() == sys.executable
