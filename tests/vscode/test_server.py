"""Which server is started: the bundled one, the user's own, the one in the settings."""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from vscode.workbench import Workbench


@pytest.fixture
def workbench(workbench: Workbench) -> Iterator[Workbench]:
    """The window, with the folder's settings restored afterwards."""
    yield workbench
    workbench.configure({})


def started(workbench: Workbench, *command: str) -> bool:
    return list(command) in workbench.served.processes().values()


def bundled(workbench: Workbench) -> bool:
    running = workbench.served.processes().values()
    return any(command[-1].endswith("/bundled/start.py") for command in running if command)


def test_the_bundled_server_gives_way_to_an_installed_one(
    workbench: Workbench, stagnant: str
) -> None:
    workbench.open("installed.py", stagnant)
    workbench.squiggles().first.wait_for()
    assert bundled(workbench)
    workbench.configure({"kerascope.interpreter": sys.executable})
    workbench.until(lambda: started(workbench, sys.executable, "-m", "kerascope", "server"))
    workbench.until(lambda: not bundled(workbench))
    workbench.open("installed.py", stagnant)
    workbench.squiggles().first.wait_for()


def test_a_server_named_in_the_settings_comes_first(workbench: Workbench, stagnant: str) -> None:
    workbench.open("named.py", stagnant)
    workbench.squiggles().first.wait_for()
    named = [sys.executable, "-P", "-m", "kerascope", "server"]
    workbench.configure({"kerascope.server.command": named})
    workbench.until(lambda: started(workbench, *named))
    workbench.open("named.py", stagnant)
    workbench.squiggles().first.wait_for()


def test_a_server_that_does_not_start_is_said_so_and_mended(
    workbench: Workbench, stagnant: str
) -> None:
    workbench.open("broken.py", stagnant)
    workbench.squiggles().first.wait_for()
    workbench.configure({"kerascope.server.command": ["/nowhere/kerascope", "server"]})
    expect(workbench.status()).to_contain_text("not running")
    workbench.configure({})
    workbench.until(lambda: bundled(workbench))
