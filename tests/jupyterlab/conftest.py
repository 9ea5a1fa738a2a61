"""JupyterLab with Kerascope from its wheel, in an environment that holds nothing else."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import browser
import pytest
from playwright.sync_api import Browser
from running_jupyter import Jupyter, start_jupyter, stop_jupyter

REPOSITORY = Path(__file__).parents[2]
BUILD = REPOSITORY / "build" / "jupyterlab"


def run(*command: object, folder: Path = REPOSITORY) -> str:
    """The output of a command that must succeed."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout, built as pip builds it."""
    assert (REPOSITORY / "extension/jupyterlab/dist/package.json").is_file(), (
        "The JupyterLab extension is not built: npm run build --workspace extension/jupyterlab"
    )
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, REPOSITORY)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def environment(wheel: Path) -> Path:
    """A virtual environment with ``kerascope[jupyter]`` and what that asks for.

    JupyterLab stays installed between runs; a change of the versions starts from nothing.
    """
    asked = (REPOSITORY / "pyproject.toml").read_bytes() + (
        REPOSITORY / "constraints.txt"
    ).read_bytes()
    key = hashlib.sha256(asked).hexdigest()
    mark = BUILD / "versions"
    python = BUILD / "bin" / "python"
    constraint = ("--constraint", REPOSITORY / "constraints.txt")
    if not mark.is_file() or mark.read_text() != key:
        shutil.rmtree(BUILD, ignore_errors=True)
        venv.create(BUILD, with_pip=True)
        # Node takes JavaScript below a package.json of another kind for what that says.
        (BUILD / "package.json").write_text("{}\n")
        run(python, "-m", "pip", "install", *constraint, f"{wheel}[jupyter]")
        mark.write_text(key)
    else:
        run(python, "-m", "pip", "install", "--no-deps", "--force-reinstall", wheel)
    return BUILD


@pytest.fixture(scope="module")
def jupyter(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """JupyterLab, and a kernel in the environment that has Keras: the one the tests run in."""
    folder = tmp_path_factory.mktemp("lab")
    kernel = folder / "private" / "jupyter_data_dir" / "kernels" / "keras"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Keras", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    no_news = folder / "private/jupyter_config_dir/lab/user-settings/@jupyterlab/apputils-extension"
    no_news.mkdir(parents=True)
    (no_news / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    server = start_jupyter(
        folder,
        str(environment / "bin" / "jupyter-lab"),
        environment={"PATH": path, "VIRTUAL_ENV": str(environment), "PYTHONPATH": ""},
    )
    yield server
    stop_jupyter(server)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not for the session: the tests that use asyncio cannot run beside it.
    with browser.chromium() as running:
        yield running
