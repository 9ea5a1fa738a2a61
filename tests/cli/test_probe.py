"""Probes of real scripts with the real Keras, as small as they can be."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

SCRIPT = """\
import keras
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)
x = x / 16
model = keras.Sequential(
    [
        keras.Input((64,)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1.0),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y, epochs=3)
"""


def test_a_fault_is_confirmed_and_the_report_written(cli: Cli):
    Path("digits.py").write_text(SCRIPT)
    only = ("--select", "KS501", "--python", sys.executable)
    ran = cli("probe", "digits.py", *only, "--output-format", "json", "--html", "out/report.html")
    assert ran.status == 0
    (verdict,) = json.loads(ran.out)["verdicts"]
    assert (verdict["code"], verdict["verdict"]) == ("KS501", "confirmed")
    assert "KS501 learning-rate-too-high: confirmed\n" in ran.err
    assert ran.err.endswith("Report: out/report.html\n")
    assert Path("out/report.html").read_text().startswith("<!doctype html>")


def test_a_script_that_stops_before_fit_could_not_be_run(cli: Cli):
    Path("digits.py").write_text(f"raise ValueError('no data')\n{SCRIPT}")
    ran = cli("probe", "digits.py", "--python", sys.executable)
    assert (ran.status, ran.out) == (2, "")
    assert "ValueError: no data" in ran.err
    assert "Traceback" not in ran.err
    assert not Path(".kerascope_cache/reports").exists()


def test_a_script_gets_its_arguments(cli: Cli):
    wants = "import sys\nif sys.argv[1:] != ['--of', 'it']:\n    sys.exit(2)\nopen('there', 'w')\n"
    Path("wants.py").write_text(f"{wants}raise RuntimeError('here')\n")
    ran = cli("probe", "wants.py", "--python", sys.executable, "--", "--of", "it")
    assert "RuntimeError: here" in ran.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nosuch.py"], "nosuch.py cannot be read: No such file or directory."),
        (["a.py", "--python", "./nosuch"], "There is no Python at ./nosuch."),
        (["a.py", "--select", "KS77"], "There is no rule 'KS77'."),
    ],
)
def test_what_cannot_be_probed_is_one_sentence(cli: Cli, arguments: list[str], sentence: str):
    Path("a.py").write_text("import keras\n")
    ran = cli("probe", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"kerascope: {sentence}")


def test_ctrl_c_ends_it_with_all_its_processes(tmp_path: Path):
    (tmp_path / "loop.py").write_text(
        "import os, pathlib, time\n"
        "import keras\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
        "while True:\n"
        "    time.sleep(0.1)\n"
    )
    command = [sys.executable, "-m", "kerascope", "probe", "loop.py", "--python", sys.executable]
    started = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    assert started.stderr is not None
    while "running the script" not in started.stderr.readline():
        assert started.poll() is None
    started.send_signal(signal.SIGINT)
    _, err = started.communicate()
    assert started.returncode == 130
    assert "Traceback" not in err
    if (tmp_path / "pid").exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)
