"""Run the benchmarks that need nothing but this repository, one after the other.

    python -m benchmarks

The others take a folder of other people's code (``false_alarms``, ``reader_coverage``) or many
minutes of training (``probe_power``, ``probe_speed``): run them by name.
"""

import subprocess
import sys

CORPUS = "tests/corpus"
RUNS = (
    ("what is found in faulty programs", ["benchmarks.detection"]),
    ("what is understood of them", ["benchmarks.reader_coverage", CORPUS]),
    ("what analysis costs beside a bare parse (target: cold 1.5)", ["benchmarks.speed", CORPUS]),
    ("keystroke to diagnostics (target: 15 ms at 1,000 lines)", ["benchmarks.lsp_latency"]),
)


def main() -> int:
    status = 0
    for title, command in RUNS:
        print(f"\n# {title}: python -m {' '.join(command)}\n", flush=True)
        status |= subprocess.run([sys.executable, "-m", *command], check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
