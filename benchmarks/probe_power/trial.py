"""One case put through the probe, and what is kept of it: one line of JSON a finding."""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.probe_power.case import Case, Suspect, findings
from kerascope.probe.hosts import Hosts
from kerascope.probe.request import ProbeRequest
from kerascope.probe.run import probe
from kerascope.probe.verdict import Verdict
from kerascope.source.document import script

_SEEDS_APART = 100


@dataclass(frozen=True, slots=True)
class Record:
    """The verdict on one suspect in one repeat. ``seconds``: the probe of the whole case.

    ``digest`` tells one wording of a case from another; ``commit`` which Kerascope judged.
    """

    case: str
    digest: str
    suspect: int
    code: str
    real: bool
    kept_apart: bool
    backend: str
    repeat: int
    verdict: str
    reason: str
    effects: list[float]
    updates: int
    seconds: float
    commit: str

    @property
    def family(self) -> int:
        """The group of the rule, 1 to 9."""
        return int(self.code[2])


def digest(case: Case) -> str:
    """A short hash of all that makes up the case."""
    return hashlib.sha1(repr(case).encode()).hexdigest()[:12]


def tried(case: Case, backend: str, repeat: int, commit: str, hosts: Hosts) -> list[Record]:
    """Every suspect's verdict; each repeat starts from other seeds."""
    text = f'import os\nos.environ["KERAS_BACKEND"] = "{backend}"\n{case.text}'
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        document = script(text, str(Path(folder) / "train.py"))
        seed = 1 + _SEEDS_APART * repeat
        request = ProbeRequest(document, findings(case, text), sys.executable, seed=seed)
        report = probe(request, hosts=hosts)
    seconds = round(time.monotonic() - started, 1)

    def record(number: int, suspect: Suspect, verdict: Verdict) -> Record:
        return Record(
            case.name,
            digest(case),
            number,
            suspect.code,
            suspect.real,
            case.kept_apart,
            backend,
            repeat,
            verdict.verdict,
            verdict.reason,
            [round(effect, 4) for effect in verdict.effects],
            verdict.updates,
            seconds,
            commit,
        )

    return [
        record(number, suspect, verdict)
        for number, (suspect, verdict) in enumerate(
            zip(case.suspects, report.verdicts, strict=True)
        )
    ]


def read(path: Path) -> list[Record]:
    """The records kept so far."""
    if not path.exists():
        return []
    return [Record(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def keep(path: Path, records: Iterable[Record]) -> None:
    """Add records to the file."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(record)) + "\n" for record in records)


def of(cases: Iterable[Case], records: Iterable[Record]) -> Iterator[Record]:
    """The records of these cases as they are worded now."""
    known = {(case.name, digest(case)) for case in cases}
    return (record for record in records if (record.case, record.digest) in known)


def commit() -> str:
    """The short name of the commit that is checked out."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
