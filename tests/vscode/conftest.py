"""The real VS Code workbench in a headless browser, with the packaged extension installed."""

import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import browser
import pytest
from playwright.sync_api import Browser, expect
from vscode.workbench import PATIENCE, CodeServer, Served, Workbench

Install = Callable[..., CodeServer]

ROOT = Path(__file__).parents[2]
ENTRY = ROOT / "tests/vscode/workbench/node_modules/code-server/out/node/entry.js"
PICTURES = ROOT / "build" / "vscode-tests"


@pytest.fixture(scope="session")
def vsix() -> Path:
    """The extension as people install it."""
    processor = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    package = ROOT / "build" / f"kerascope-linux-{processor}.vsix"
    assert package.exists(), "These tests need the packaged extension: make vsix"
    return package


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has Keras and not Kerascope, as users have it."""
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "lib" / version / "site-packages"
    # A path, not a folder whose .pth files are read: an editable install stays out of it.
    (packages / "keras.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    executable = folder / "bin" / "python3"
    question = "import importlib.util as u; raise SystemExit(u.find_spec('kerascope') is not None)"
    subprocess.run([executable, "-c", question], check=True)
    return executable


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one module: Playwright's event loop must not be open while other tests run theirs."""
    expect.set_options(timeout=PATIENCE)
    with browser.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def environment(python: Path) -> dict[str, str]:
    """The user's shell: our own virtual environment is not active in it."""
    hidden = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return {**kept, "PATH": f"{python.parent}:{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def pictures() -> Path:
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    return PICTURES


@pytest.fixture(scope="session")
def install(
    vsix: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Install:
    """Sets up a fresh profile of VS Code that has the extension and nothing else."""
    assert ENTRY.exists(), "These tests need VS Code: sh scripts/install_workbench.sh"
    node = Path(sys.executable).with_name("node")

    def fresh(settings: dict[str, Any] | None = None) -> CodeServer:
        server = CodeServer(node, ENTRY, tmp_path_factory.mktemp("profile"), environment)
        server.configure(settings or {})
        server.install(vsix)
        return server

    return fresh


@pytest.fixture(scope="session")
def served(install: Install) -> Iterator[Served]:
    """VS Code for all tests that need no profile of their own; every workspace is trusted."""
    with install().running("--disable-workspace-trust") as served:
        yield served


@pytest.fixture(scope="module")
def window(
    served: Served,
    chromium: Browser,
    pictures: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Workbench]:
    """A window on an empty folder."""
    folder = tmp_path_factory.mktemp("project")
    with Workbench.on(folder, served, chromium, pictures) as opened:
        yield opened


@pytest.fixture
def workbench(window: Workbench, request: pytest.FixtureRequest) -> Iterator[Workbench]:
    """The window with nothing open; each test opens a file of its own."""
    yield window
    window.picture(f"end-of-{request.node.name}")
    window.close_editors()


@pytest.fixture(scope="session")
def stagnant() -> str:
    """The example that does not learn."""
    return (ROOT / "examples" / "stagnant.py").read_text(encoding="utf-8")
