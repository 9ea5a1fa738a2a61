"""Trials on a real Ray cluster: the verdicts of a local run, also where workers are lost."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from probe.scripts import HEALTHY, TOO_FAST

from kerascope.probe.folder import packed, unpack

KERASCOPE = [sys.executable, "-m", "kerascope"]
RAY = {**os.environ, "RAY_AUTH_MODE": "disabled"}
ON_RAY = "Trials ran as tasks of a Ray cluster; what follows held on its workers."


class Cluster:
    """A cluster of one node with two processors."""

    def __init__(self, process: psutil.Popen, port: int, client_port: int) -> None:
        self._process = process
        self.environment = {**RAY, "RAY_ADDRESS": f"127.0.0.1:{port}"}
        self.address = f"ray://127.0.0.1:{client_port}"

    def busy_workers(self) -> list[psutil.Process]:
        """The workers that run a trial: they have children."""
        every = self._process.children(recursive=True)
        return [p for p in every if p.name().startswith("ray::errand") and p.children()]


@pytest.fixture(scope="module")
def cluster() -> Generator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        port, client_port = _free_ports()
        process = _start(folder, port, client_port)
        try:
            _wait_for(client_port, process)
            yield Cluster(process, port, client_port)
        finally:
            _stop(folder)
            process.wait()


def _start(folder: str, port: int, client_port: int) -> psutil.Popen:
    command = [
        *(str(Path(sys.executable).with_name("ray")), "start", "--head", "--block"),
        *(f"--port={port}", f"--ray-client-server-port={client_port}", "--num-cpus=2"),
        *("--worker-port-list", ",".join(map(str, _free_ports(40)))),
        *("--node-ip-address=127.0.0.1", f"--temp-dir={folder}"),
        *("--include-dashboard=false", "--disable-usage-stats"),
    ]
    return psutil.Popen(command, env=RAY, stdout=subprocess.DEVNULL)


def _stop(folder: str) -> None:
    """Every process of the cluster names its folder."""
    every = psutil.process_iter(["cmdline"])
    ours = [p for p in every if folder in " ".join(p.info["cmdline"] or ())]
    for process in [*ours, *(child for p in ours for child in p.children(recursive=True))]:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _free_ports(count: int = 2) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait_for(port: int, process: psutil.Popen) -> None:
    while process.poll() is None:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("ray start has ended")


def _verdict(output: str) -> tuple[dict[str, object], list[str]]:
    report = json.loads(output)
    (verdict,) = report["verdicts"]
    return verdict, report["protections"]


def _run(arguments: list[str], folder: Path, environment=None) -> "subprocess.CompletedProcess":
    command = [*KERASCOPE, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_a_lost_worker_changes_no_verdict(cluster: Cluster, tmp_path: Path):
    (tmp_path / "train.py").write_text("from data import x, y\n" + _without_data(TOO_FAST))
    (tmp_path / "data.py").write_text(HEALTHY.partition("model = ")[0])
    probe = ["probe", "train.py", "--select", "KS501", "--output-format", "json"]
    here, _ = _verdict(_run([*probe, "--python", sys.executable], tmp_path).stdout)
    left_before = _left_behind()
    running = subprocess.Popen(
        [*KERASCOPE, *probe, "--on", cluster.address],
        cwd=tmp_path,
        env=cluster.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    seen = ""
    while "accuracy to beat" not in seen:
        line = running.stderr.readline()
        assert line, seen + running.communicate()[0]
        seen += line
    lost = _lose_a_worker(cluster)
    output, _ = running.communicate()
    assert running.returncode == 0
    there, protections = _verdict(output)
    assert (there["code"], there["verdict"]) == (here["code"], here["verdict"])
    assert there["verdict"] == "confirmed"
    assert there["effect"] == pytest.approx(here["effect"], abs=0.05)
    assert protections[0] == ON_RAY
    assert len(protections) > 1
    patience = time.monotonic() + 30
    while any(map(_lives, lost)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not any(map(_lives, lost))
    assert _left_behind() <= left_before


def _without_data(text: str) -> str:
    return "import keras\n\nmodel = " + text.partition("model = ")[2]


def _lose_a_worker(cluster: Cluster) -> list[psutil.Process]:
    """Kill one that is at work; what it was and all that it had started."""
    while not (workers := cluster.busy_workers()):
        time.sleep(0.05)
    family = [workers[0], *workers[0].children(recursive=True)]
    workers[0].kill()
    return family


def _lives(process: psutil.Process) -> bool:
    """Whether it runs; one that nobody has taken leave of yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _left_behind() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("kerascope-" + "[0-9a-f]" * 32 + "-*"))


def test_the_cluster_that_ray_finds_compares_too(cluster: Cluster, tmp_path: Path):
    (tmp_path / "a.py").write_text(HEALTHY)
    (tmp_path / "b.py").write_text(HEALTHY.replace("model.fit(", "raise OSError('far away')\nfit("))
    ran = _run(["compare", "a.py", "b.py", "--on", "ray"], tmp_path, cluster.environment)
    assert ran.returncode == 2
    assert "The script stopped before fit() in line 17: OSError: far away" in " ".join(
        ran.stdout.split()
    )


def test_more_than_a_node_has_is_not_waited_for(cluster: Cluster, tmp_path: Path):
    (tmp_path / "a.py").write_text(TOO_FAST)
    ran = _run(["probe", "a.py", "--on", "ray", "--gpus", "1"], tmp_path, cluster.environment)
    assert ran.returncode == 2
    assert "No node of the Ray cluster has 1 CPUs and 1 GPUs" in " ".join(ran.stderr.split())


def test_without_ray_the_extra_is_named(tmp_path: Path):
    (tmp_path / "a.py").write_text(TOO_FAST)
    without = (
        "import sys; sys.modules['ray'] = None; from kerascope.cli.main import main; "
        "sys.exit(main(['probe', 'a.py', '--on', 'ray']))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", without], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 2
    assert "pip install 'kerascope[ray]'" in " ".join(ran.stderr.split())


def test_what_is_too_large_to_be_sent_is_named(tmp_path: Path):
    source = tmp_path / "source"
    (source / "package").mkdir(parents=True)
    (source / "package" / "code.py").write_text("x = 1\n")
    (source / "data.bin").write_bytes(bytes(5000))
    content, left_out = packed(source, 1000)
    unpack(content, tmp_path / "copy")
    assert left_out == ["data.bin"]
    assert [p.name for p in (tmp_path / "copy").rglob("*.*")] == ["code.py"]
