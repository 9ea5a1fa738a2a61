"""What the server's own process loads before it can answer."""

import subprocess
import sys

LOADED = """\
import sys
import kerascope.lsp.server
heavy = ("libcst", "kerascope.checker", "kerascope.reader")
print(*(name for name in heavy if name in sys.modules))
"""


def test_the_process_that_talks_leaves_reading_to_the_one_that_analyses():
    shown = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    )
    assert shown.stdout.split() == []
