"""How long a probe takes, beside one plain training: ``python -m benchmarks.probe_speed``.

Eight findings on a script of the demo's kind (four masked faults, four harmless edits) are
decided, all-but-one included: first with nothing imported, then from the warm process that an
editor keeps. Beside it stands one cold, plain ``fit`` of 300 updates of the same script. Run it on
a quiet Linux machine; where others compute, the CPU seconds tell more than the clock.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.probe_power.case import changed
from kerascope.probe.event import EvidenceFound, VerdictReached
from kerascope.probe.hosts import Hosts
from kerascope.probe.request import ProbeRequest
from kerascope.probe.run import probe
from kerascope.probe.verdict import Verdict
from kerascope.rules.finding import Finding
from kerascope.source.document import script

SCRIPT = """\
import keras
from sklearn.datasets import load_digits

digits = load_digits()
x = digits.data * 16.0
y = digits.target
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="sigmoid"),
    keras.layers.Dense(64, activation="sigmoid"),
    keras.layers.Dense(64, activation="sigmoid"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(keras.optimizers.SGD(learning_rate=5.0), "sparse_categorical_crossentropy")
model.fit(x, y, epochs=7, batch_size=32, validation_split=0.2, verbose=0)
"""
CHANGES = (
    ("digits.data * 16.0", "digits.data / 16.0"),
    ('activation="sigmoid"', 'activation="relu"'),
    ("learning_rate=5.0", "learning_rate=0.1"),
    ("Input((64,))", "Input((64,)), keras.layers.BatchNormalization()"),
    ("batch_size=32", "batch_size=40"),
    ("y = digits.target", "y = digits.target.astype('int64') + 0"),
    ("Dense(10,", "Dense(10, use_bias=False,"),
    ("verbose=0", "verbose=2"),
)


def findings() -> tuple[Finding, ...]:
    """One finding a change."""
    return tuple(changed(SCRIPT, f"B{k}", *change) for k, change in enumerate(CHANGES))


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of one probe: until its end, its first evidence, its first verdict; CPU of all
    its processes."""

    whole: float
    evidence: float
    verdict: float
    cpu: float
    verdicts: tuple[Verdict, ...]


def plain_fit(path: Path) -> tuple[float, float]:
    """Seconds and CPU seconds of the script in a fresh interpreter, and not a step more."""
    started, cpu = time.perf_counter(), cpu_seconds()
    subprocess.run([sys.executable, str(path)], check=True, capture_output=True)
    return time.perf_counter() - started, cpu_seconds() - cpu


def cpu_seconds() -> float:
    """What all processes below this one have computed, those that live and those that ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticks = 0
    for listing in Path("/proc/self/task").glob("*/children"):
        for child in listing.read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(field) for field in fields[11:15])
    return ended.ru_utime + ended.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def measure(path: Path, hosts: Hosts) -> Measured:
    """One probe of the script with all findings."""
    first: dict[type, float] = {}
    started, cpu = time.perf_counter(), cpu_seconds()

    def note(event: object) -> None:
        first.setdefault(type(event), time.perf_counter() - started)

    request = ProbeRequest(script(SCRIPT, str(path)), findings(), sys.executable)
    report = probe(request, note, hosts=hosts)
    return Measured(
        report.seconds,
        first[EvidenceFound],
        first[VerdictReached],
        cpu_seconds() - cpu,
        report.verdicts,
    )


def main() -> None:
    hosts = Hosts(keep=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.py"
        path.write_text(SCRIPT)
        plain, plain_cpu = min(plain_fit(path) for _ in range(2))
        print(f"load of the machine before           {os.getloadavg()[0]:6.2f}")
        print(f"one plain fit, 300 updates, cold     {plain:6.2f} s   CPU {plain_cpu:6.2f} s")
        for name in ("cold", "warm", "warm"):
            found = measure(path, hosts)
            times = f"{found.whole / plain:.1f} x the plain fit, CPU {found.cpu / plain_cpu:.1f} x"
            print(f"{name}: first evidence                 {found.evidence:6.2f} s")
            print(f"      first verdict                  {found.verdict:6.2f} s")
            print(f"      eight findings                 {found.whole:6.2f} s", end="")
            print(f"   CPU {found.cpu:6.2f} s   {times}")
    hosts.close()
    for verdict in found.verdicts:
        print(f"  {verdict.code}  {verdict.verdict}")


if __name__ == "__main__":
    main()
