"""Puts the language server and what it needs into a folder, for one platform and several Pythons.

    python scripts/bundle_server.py --target linux-x64 --into extension/vscode/bundled

The wheels come from pip in the versions of constraints.txt. All but libcst are pure Python.
libcst's wheels for different Pythons differ in one file, which carries the Python's version in its
name, so they lie in the same folder and each Python picks its own.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[1]
WHEELS = ROOT / "build" / "wheels"

PURE = ("attrs", "cattrs", "lsprotocol", "pathspec", "pygls", "typing_extensions")
NATIVE = "libcst"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "alpine-arm64": "musllinux_1_2_aarch64",
    "alpine-x64": "musllinux_1_2_x86_64",
    "darwin-arm64": "macosx_11_0_arm64",
    "linux-arm64": "manylinux_2_28_aarch64",
    "linux-x64": "manylinux_2_28_x86_64",
    "win32-arm64": "win_arm64",
    "win32-x64": "win_amd64",
}
NOT_NEEDED = re.compile(r"(^|/)(tests?|codemod/commands)/|\.pyi$|\.dist-info/(RECORD|WHEEL)$")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", choices=PLATFORMS, required=True)
    parser.add_argument("--into", type=Path, required=True)
    options = parser.parse_args()
    libs: Path = options.into / "libs"
    shutil.rmtree(libs, ignore_errors=True)
    for name in PURE:
        unpack(download(name, PYTHONS[0], "any"), libs)
    for python in PYTHONS:
        unpack(download(NATIVE, python, PLATFORMS[options.target]), libs)
    copy_server(libs / "kerascope")
    contents = {"target": options.target, "pythons": PYTHONS}
    (options.into / "contents.json").write_text(json.dumps(contents) + "\n", encoding="utf-8")


def download(name: str, python: str, platform: str) -> Path:
    """The package's wheel, fetched once and kept."""
    requirement = f"{name}=={pinned(name)}"
    folder = WHEELS / platform / python
    stem = requirement.replace("==", "-")
    found = list(folder.glob(f"{stem}-*.whl"))
    if not found:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        choice = ["--no-deps", "--only-binary", ":all:", "--python-version", python]
        where = ["--platform", platform, "--dest", str(folder), requirement]
        subprocess.run([*pip, *choice, *where], check=True)
        found = list(folder.glob(f"{stem}-*.whl"))
    return found[0]


def pinned(name: str) -> str:
    """The version that constraints.txt gives the package."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    versions = dict(line.split("==") for line in lines if "==" in line)
    return versions[name]


def unpack(wheel: Path, libs: Path) -> None:
    """Lay the wheel's files out; one that is there already has to be the same."""
    with ZipFile(wheel) as archive:
        for entry in archive.infolist():
            if entry.is_dir() or NOT_NEEDED.search(entry.filename):
                continue
            target, content = libs / entry.filename, archive.read(entry)
            if (
                target.exists()
                and target.read_bytes() != content
                and "dist-info" not in str(target)
            ):
                raise SystemExit(f"{wheel.name} and an earlier wheel differ in {entry.filename}.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def copy_server(target: Path) -> None:
    """Kerascope itself, with the report that `npm run build` puts into it."""
    source = ROOT / "server" / "kerascope"
    if not (source / "probe" / "report" / "assets" / "report.js").exists():
        raise SystemExit("The report is not built. Run: npm run build --workspace extension/report")
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


if __name__ == "__main__":
    main()
