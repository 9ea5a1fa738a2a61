"""Confirmed faults and confirmed false alarms: ``python -m benchmarks.probe_power --repeats 3``.

Each repeat starts from other seeds. Cases by which no threshold may be chosen are counted apart.
What has been tried is kept in a file: a run that was cut goes on where it stopped.
"""

import argparse
import tempfile
from itertools import product
from pathlib import Path

from benchmarks.probe_power.case import Case
from benchmarks.probe_power.cases import CASES
from benchmarks.probe_power.table import tables
from benchmarks.probe_power.trial import Record, commit, keep, of, read, tried
from kerascope.probe.hosts import Hosts

_RESULTS = Path(tempfile.gettempdir()) / "kerascope-probe-power.jsonl"


def main() -> None:
    arguments = _arguments()
    if not arguments.table:
        for backend in arguments.backend:
            _run(arguments, backend)
    records = list(of(CASES, read(arguments.results)))
    print("\n".join(tables(records)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--backend", nargs="+", default=["tensorflow"])
    parser.add_argument("--half", choices=("open", "kept-apart", "both"), default="both")
    parser.add_argument("--only", default="", help="cases with this in their names")
    parser.add_argument("--results", type=Path, default=_RESULTS, help="what has been tried")
    parser.add_argument("--table", action="store_true", help="try nothing more, print the table")
    return parser.parse_args()


def _run(arguments: argparse.Namespace, backend: str) -> None:
    """All cases once, then all again: a run that is cut has tried each as often as it could."""
    done = {(r.case, r.backend, r.repeat) for r in of(CASES, read(arguments.results))}
    cases = [case for case in CASES if _is_wanted(case, arguments, backend)]
    version, hosts = commit(), Hosts(keep=True)
    try:
        for repeat, case in product(range(arguments.repeats), cases):
            if (case.name, backend, repeat) not in done:
                records = tried(case, backend, repeat, version, hosts)
                keep(arguments.results, records)
                print(_told(case, records), flush=True)
    finally:
        hosts.close()


def _is_wanted(case: Case, arguments: argparse.Namespace, backend: str) -> bool:
    halves = {"open": (False,), "kept-apart": (True,), "both": (False, True)}
    return (
        arguments.only in case.name
        and case.kept_apart in halves[arguments.half]
        and (backend == "tensorflow" or not case.tensorflow_only)
    )


def _told(case: Case, records: list[Record]) -> str:
    verdicts = ", ".join(f"{'fault' if r.real else 'alarm'} {r.code} {r.verdict}" for r in records)
    return f"{case.name:50} {verdicts}  ({records[0].seconds:.0f} s)"


if __name__ == "__main__":
    main()
