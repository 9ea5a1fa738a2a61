"""Jupyter servers without a front end, from the checkout."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running_jupyter import Jupyter, start_jupyter, stop_jupyter

EXAMPLE = Path(__file__).parents[2] / "examples" / "stagnant.py"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Jupyter]]:
    """Starts servers of the test's own."""
    servers: list[Jupyter] = []

    def start() -> Jupyter:
        servers.append(start_jupyter(tmp_path, sys.executable, "-P", "-m", "jupyter_server"))
        return servers[-1]

    yield start
    for server in servers:
        stop_jupyter(server)


@pytest.fixture
def faulty() -> str:
    """A script with findings that can be probed."""
    return EXAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """A server without a front end, from the checkout."""
    server = start_jupyter(
        tmp_path_factory.mktemp("jupyter"), sys.executable, "-P", "-m", "jupyter_server"
    )
    yield server
    stop_jupyter(server)
