"""How long a probe takes, beside one plain training: ``python -m benchmarks.probe_speed``.

Eight findings on a script of the demo's kind (four masked faults, four harmless edits) are
decided in a cold process, all-but-one included. Beside it stands one cold, plain ``fit`` of 300
updates of the same script. Run it on a quiet machine.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.probe_power.case import changed
from kerascope.probe.event import EvidenceFound, VerdictReached
from kerascope.probe.request import ProbeRequest
from kerascope.probe.run import probe
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


def plain_fit(path: Path) -> float:
    """Seconds of the script in a fresh interpreter, and not a step more."""
    started = time.perf_counter()
    subprocess.run([sys.executable, str(path)], check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.py"
        path.write_text(SCRIPT)
        plain = min(plain_fit(path) for _ in range(2))
        first: dict[type, float] = {}
        started = time.perf_counter()

        def note(event: object) -> None:
            first.setdefault(type(event), time.perf_counter() - started)

        report = probe(ProbeRequest(script(SCRIPT, str(path)), findings(), sys.executable), note)
    print(f"one plain fit, 300 updates, cold     {plain:6.2f} s")
    print(f"first evidence, cold                 {first[EvidenceFound]:6.2f} s")
    print(f"first verdict, cold                  {first[VerdictReached]:6.2f} s")
    print(f"eight findings, cold                 {report.seconds:6.2f} s", end="")
    print(f"   {report.seconds / plain:.1f} x the plain fit")
    for verdict in report.verdicts:
        print(f"  {verdict.code}  {verdict.verdict}")


if __name__ == "__main__":
    main()
