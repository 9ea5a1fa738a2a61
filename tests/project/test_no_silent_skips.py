"""`make test` must not pass by leaving tests out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
PASSES = "def test_passes():\n    pass\n\n"
SKIPS = "import pytest\n\n@pytest.mark.skip\ndef test_skips():\n    pass\n"
EXPECTS_FAILURE = "import pytest\n\n@pytest.mark.xfail\ndef test_fails():\n    assert False\n"
SKIPS_MODULE = "import pytest\n\npytest.skip('no', allow_module_level=True)\n"
SKIPS_IN_SETUP = (
    "import pytest\n\n@pytest.fixture(autouse=True)\ndef f():\n    pytest.skip('no')\n\n"
)


def run_pytest(folder: Path, source: str, *options: str, strict: bool = True) -> int:
    (folder / "conftest.py").write_text(CONFTEST.read_text())
    (folder / "test_sample.py").write_text(source)
    environment = {**os.environ, "KERASCOPE_NO_SKIPS": "1" if strict else "0"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "."]
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


@pytest.mark.parametrize(
    "left_out", [SKIPS, EXPECTS_FAILURE, SKIPS_MODULE, SKIPS_IN_SETUP + PASSES]
)
def test_a_test_left_out_fails_the_run(tmp_path: Path, left_out: str) -> None:
    assert run_pytest(tmp_path, left_out) != 0


def test_a_deselected_test_fails_the_run(tmp_path: Path) -> None:
    more = "def test_other():\n    pass\n"
    assert run_pytest(tmp_path, PASSES + more, "-k", "other") == 1


def test_a_whole_run_passes(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, PASSES) == 0


def test_skipping_is_free_where_nobody_asked(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, SKIPS + "\n\n" + PASSES, strict=False) == 0
