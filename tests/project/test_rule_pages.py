"""The pages in docs/rules are those that the rules' docstrings make."""

import subprocess
import sys
from pathlib import Path


def test_the_rule_pages_are_up_to_date() -> None:
    root = Path(__file__).parents[2]
    checked = subprocess.run(
        [sys.executable, "scripts/document_rules.py", "--check"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
