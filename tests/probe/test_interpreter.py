"""The order in which Pythons are looked for, the same on the command line and in the editor."""

import sys
from pathlib import Path

import pytest

from kerascope.probe.interpreter import interpreter_for


@pytest.fixture(autouse=True)
def no_active_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)


def environment(folder: Path, *packages: str) -> str:
    """Makes the folders of an environment; its Python's path."""
    for package in packages:
        (folder / "lib" / "python3.11" / "site-packages" / package).mkdir(parents=True)
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    return str(python)


def test_the_chosen_one_comes_first_whether_or_not_it_exists(monkeypatch, tmp_path):
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    environment(tmp_path)
    assert interpreter_for(sys.executable, None) == sys.executable
    assert interpreter_for("/no/such/python", None) == "/no/such/python"


def test_then_the_active_environment(monkeypatch, tmp_path):
    active = environment(tmp_path / "active")
    environment(tmp_path / ".venv", "keras")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert interpreter_for(None, tmp_path) == active


def test_then_an_environment_in_the_folder_that_has_keras(tmp_path):
    environment(tmp_path / ".venv", "ruff")
    beside = environment(tmp_path / "venv", "tensorflow")
    assert interpreter_for(None, tmp_path) == beside


def test_then_our_own_which_has_keras(tmp_path):
    assert interpreter_for(None, tmp_path) == sys.executable
    assert interpreter_for(None, None) == sys.executable
