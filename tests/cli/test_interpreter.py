import sys
from pathlib import Path

import pytest

from kerascope.cli.failure import CannotRun
from kerascope.cli.interpreter import interpreter


def test_the_one_given_is_taken(tmp_path: Path):
    assert interpreter(sys.executable) == sys.executable
    with pytest.raises(CannotRun, match=r"There is no Python at .*nosuch"):
        interpreter(str(tmp_path / "nosuch"))
