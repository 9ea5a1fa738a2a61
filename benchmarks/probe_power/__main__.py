"""Confirmed faults and confirmed false alarms: ``python -m benchmarks.probe_power --repeats 3``.

Each repeat starts from other seeds. The cases by which no threshold may be chosen are counted
apart.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.probe_power.cases import CASES, Case, found
from kerascope.probe.request import ProbeRequest
from kerascope.probe.run import probe
from kerascope.probe.verdict import Verdict
from kerascope.source.document import script

SEEDS_APART = 100


def tried(case: Case, repeat: int, folder: str, backend: str) -> Verdict:
    """The verdict on one case, from this repeat's seeds."""
    text = f'import os\nos.environ["KERAS_BACKEND"] = "{backend}"\n{case.text}'
    finding = found(text, "KS000", case.changes, case.experiment)
    document = script(text, str(Path(folder) / "train.py"))
    seed = 1 + SEEDS_APART * repeat
    return probe(ProbeRequest(document, (finding,), sys.executable, seed=seed)).verdicts[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--backend", default="tensorflow")
    arguments = parser.parse_args()
    counts: Counter[tuple[bool, bool, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            verdicts = [
                tried(case, repeat, folder, arguments.backend).verdict
                for repeat in range(arguments.repeats)
            ]
            counts.update((case.real, case.frozen, verdict) for verdict in verdicts)
            said = ", ".join(f"{n} {verdict}" for verdict, n in Counter(verdicts).items())
            print(f"{'fault  ' if case.real else 'healthy'}  {case.name:40} {said}", flush=True)
    for real in (True, False):
        for frozen in (False, True):
            group = {v: n for (r, f, v), n in counts.items() if (r, f) == (real, frozen)}
            title = f"{'faults' if real else 'healthy'}, {'kept apart' if frozen else 'open'}"
            share = group.get("confirmed", 0) / max(1, sum(group.values()))
            print(f"{title:22} {share:5.0%} confirmed of {sum(group.values())}")


if __name__ == "__main__":
    main()
