"""The warm process and for how long it serves."""

import contextlib
import os
import sys
import time
from pathlib import Path

import pytest

from kerascope.probe.hosts import Hosts
from kerascope.probe.worker import Host, WorkerFailed


@pytest.fixture
def hosts():
    lent = Hosts(keep=True)
    yield lent
    lent.close()


@pytest.fixture
def packages(tmp_path) -> Path:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    return folder


def borrow(hosts: Hosts, packages: Path, *imports: str, **variables: str) -> Host:
    """A host that is warm."""
    environment = {**os.environ, "PYTHONPATH": str(packages), **variables}
    host = hosts.borrow(sys.executable, [*imports], environment, 64)
    assert isinstance(host, Host)
    deadline = time.monotonic() + 30
    while not host.packages and time.monotonic() < deadline:
        time.sleep(0.01)
    return host


def sockets() -> set[str]:
    """Those that this process holds open."""
    found: set[str] = set()
    for handle in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add(os.readlink(handle))
    return {name for name in found if name.startswith("socket:")}


def is_gone(host: Host) -> bool:
    return not Path(f"/proc/{host.process_id}").exists()


def test_it_serves_one_probe_after_another(hosts, packages):
    first = borrow(hosts, packages)
    hosts.give_back(first)
    assert borrow(hosts, packages, "json") is first
    hosts.give_back(first)
    hosts.close()
    assert is_gone(first)


def test_another_is_started_after_something_was_installed(hosts, packages):
    first = borrow(hosts, packages)
    hosts.give_back(first)
    (packages / "keras-99.dist-info").mkdir()
    second = borrow(hosts, packages)
    assert second is not first
    assert is_gone(first)
    hosts.give_back(second)


def test_another_is_started_for_another_environment(hosts, packages):
    first = borrow(hosts, packages)
    hosts.give_back(first)
    second = borrow(hosts, packages, KERAS_BACKEND="jax")
    assert second is not first
    assert is_gone(first)
    hosts.give_back(second)


def test_what_becomes_of_a_version_that_is_ended_is_known_at_once(hosts, packages):
    host = borrow(hosts, packages)
    version = host.start({})
    version.end()
    assert version.exit_status is not None
    hosts.give_back(host)


def test_what_is_compiled_waits_for_the_next_probe_as_long_as_a_process_does(hosts):
    compiled = hosts.compiled()
    assert compiled == hosts.compiled()
    assert compiled.is_dir()
    hosts.close()
    assert not compiled.exists()
    assert Hosts(keep=False).compiled() is None


def test_what_is_not_to_be_kept_ends_with_its_probe(packages):
    hosts = Hosts()
    host = borrow(hosts, packages)
    hosts.give_back(host)
    assert is_gone(host)


def test_one_that_holds_too_much_memory_is_replaced(packages):
    hosts = Hosts(keep=True, most_memory=1 << 20)
    first = borrow(hosts, packages)
    hosts.give_back(first)
    second = borrow(hosts, packages)
    assert second is not first
    assert is_gone(first)
    hosts.give_back(second)
    hosts.close()


def test_one_that_is_closed_refuses_and_holds_on_to_nothing(hosts, packages):
    host = borrow(hosts, packages)
    host.close()
    before = sockets()
    with pytest.raises(WorkerFailed, match="was ended from outside"):
        host.start({})
    assert sockets() == before
