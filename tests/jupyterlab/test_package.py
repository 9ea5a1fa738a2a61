"""What is in the wheel and in the sdist, and that Jupyter takes it."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
LAB = "share/jupyter/labextensions/@kerascope/jupyterlab"


def jupyter(environment: Path, *arguments: str) -> str:
    """What ``jupyter`` says in the environment, without colours."""
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [environment / "bin" / "jupyter", *arguments],
        env={**os.environ, "PATH": path, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r"\x1b\[\d*m", "", done.stdout + done.stderr)


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_jupyter_lists_the_extension_as_enabled_and_ok(environment: Path) -> None:
    listed = jupyter(environment, "labextension", "list")
    assert re.search(r"@kerascope/jupyterlab v\S+ enabled OK \(python, kerascope\)", listed)


def test_jupyter_server_has_its_part_switched_on(environment: Path) -> None:
    listed = jupyter(environment, "server", "extension", "list")
    assert re.search(r"kerascope\.jupyter enabled", listed)
    assert re.search(r"kerascope\.jupyter \S* ?OK", listed)


def test_the_wheel_holds_the_front_end_once(wheel: Path) -> None:
    names = contents(wheel)
    entries = [name for name in names if re.search(r"static/remoteEntry\.\w+\.js$", name)]
    assert [LAB in name for name in entries] == [True]
    assert any(name.endswith("jupyter_server_config.d/kerascope.json") for name in names)
    assert not [name for name in names if "node_modules" in name or name.endswith(".ts")]


def test_the_sdist_builds_the_same_wheel_without_npm(wheel: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path)}
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=REPOSITORY, env=environment, check=True)
    (sdist,) = tmp_path.glob("*.tar.gz")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(tmp_path), str(sdist)], env=environment, check=True)
    (built,) = tmp_path.glob("*.whl")
    ours, theirs = contents(built), contents(wheel)
    assert ours.keys() == theirs.keys()
    front_end = [name for name in ours if ".data/" in name or "/assets/" in name]
    assert [ours[name] for name in front_end] == [theirs[name] for name in front_end]
