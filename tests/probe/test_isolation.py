import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from probe.findings import finding
from probe.scripts import HEALTHY

from kerascope.probe.event import EvidenceFound
from kerascope.probe.hosts import Hosts
from kerascope.probe.request import Limits


def running(mark: str) -> list[str]:
    """Processes whose environment or command line holds ``mark``."""
    found: list[str] = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                text = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            except OSError:
                continue
            if mark.encode() in text:
                found.append(process.name)
    return found


@pytest.fixture
def nothing_left(monkeypatch):
    """Fails the test when a process that the probe started is still there after it."""
    mark = f"kerascope-test-{os.getpid()}-{time.monotonic_ns()}"
    monkeypatch.setenv("KERASCOPE_TEST_MARK", mark)
    yield
    deadline = time.monotonic() + 2
    while (left := running(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


pytestmark = pytest.mark.usefixtures("nothing_left")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("print('no Keras here')\n", "without calling fit()"),
        ("x = 1\nraise ValueError('no such file')\n", "line 2: ValueError: no such file"),
        ("import sys\nsys.exit(3)\n", "exit status 3"),
        ("import os\nos._exit(7)\n", "ended its own process (exit status 7)"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", "crashed (SIGSEGV)"),
        ("x = (1,\n", "SyntaxError"),
        ("int(input('how many? '))\n", "nobody is there to answer input()"),
    ],
)
def test_a_script_that_never_reaches_fit_could_not_run(run_probe, text, words):
    report = run_probe(text, finding(text, "KS001", (text[:5], text[:5] + " ")))
    assert report.error is not None
    assert words in report.error.sentence
    assert report.verdicts[0].verdict == "could not run"


@pytest.mark.parametrize(
    "text",
    [
        "while True: pass\n",
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(1000)\n",
        "import os, time\nif os.fork() == 0:\n    os.setsid()\ntime.sleep(1000)\n",
        "import subprocess, time\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)\n"
        "while True:\n    time.sleep(1)\n",
        "while True: print('x' * 100000)\n",
    ],
)
def test_an_endless_script_is_ended_with_all_it_started(run_probe, text):
    report = run_probe(text, limits=Limits(capture=1))
    assert report.error is not None
    assert "1 s without reaching fit()" in report.error.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1\nraise ValueError('no such file')\n", "line 2: ValueError: no such file"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", "crashed (SIGSEGV)"),
        (
            "import signal, subprocess, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "subprocess.Popen(['sleep', '1000'])\ntime.sleep(1000)\n",
            "2 s without reaching fit()",
        ),
        ("import sys\nassert sys.stdin.read() == ''\n", "without calling fit()"),
    ],
)
def test_the_same_holds_where_processes_cannot_be_forked(run_probe, text, words):
    report = run_probe(text, limits=Limits(capture=2), hosts=Hosts(fork=False))
    assert report.error is not None
    assert words in report.error.sentence


def test_a_fork_bomb_is_ended(run_probe):
    text = (
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n"
    )
    report = run_probe(text, limits=Limits(capture=5, processes=100))
    assert report.error is not None
    assert ("too many processes" in report.error.sentence) or ("5 s" in report.error.sentence)


CROWD = """\
import sys, threading, time
sys.stdin.readline()
for _ in range(2_000):
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
print("here", flush=True)
time.sleep(600)
"""


def test_what_others_start_meanwhile_is_not_the_scripts_fault(run_probe, tmp_path):
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    text = (
        "import os, time\nimport keras\nkeras.config.floatx()\n"
        f"if os.path.exists({str(gate)!r}):\n    open({str(gate)!r}).read()\n"
        # The watch looks many times a second.
        "time.sleep(1)\n"
        "raise SystemExit('nobody ended it')\n"
    )
    pipe = subprocess.PIPE
    crowd = subprocess.Popen([sys.executable, "-c", CROWD], stdin=pipe, stdout=pipe)

    def gather():
        # It opens when the script is there.
        with gate.open("w"):
            crowd.stdin.write(b"now\n")
            crowd.stdin.flush()
            assert crowd.stdout.readline() == b"here\n"
            gate.unlink()

    try:
        gathering = threading.Thread(target=gather)
        gathering.start()
        report = run_probe(text, limits=Limits(processes=100))
        gathering.join()
    finally:
        crowd.kill()
        crowd.communicate()
    assert "nobody ended it" in report.error.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = bytearray(100 << 30)\n", "line 1: MemoryError"),
        (
            "with open('big', 'wb') as file:\n    file.write(bytes(64 << 20))\n",
            "SIGXFSZ",
        ),
    ],
)
def test_memory_and_files_are_bounded(run_probe, text, words):
    report = run_probe(text, limits=Limits(memory=4 << 30, file_size=16 << 20))
    assert report.error is not None
    assert words in report.error.sentence or "File too large" in report.error.sentence


def test_nothing_of_the_users_is_written_and_no_secret_is_seen(run_probe, monkeypatch, tmp_path):
    monkeypatch.setenv("MY_API_KEY", "hunter2")
    (run_probe.folder / "data.csv").write_text("1,2\n")
    text = (
        "import os, socket\n"
        "assert open('data.csv').read() == '1,2\\n'\n"
        "assert 'MY_API_KEY' not in os.environ\n"
        "open('made.txt', 'w').write('x')\n"
        "open('data.csv', 'a').write('more')\n"
        "try:\n"
        f"    open({str(tmp_path / 'outside.txt')!r}, 'w')\n"
        "except PermissionError:\n"
        "    print('kept out')\n"
        "try:\n"
        "    socket.create_connection(('192.0.2.1', 80), timeout=1)\n"
        "except TimeoutError:\n"
        "    pass\n"
        "except OSError:\n"
        "    print('off line')\n"
    )
    report = run_probe(text)
    assert report.error is not None
    assert "without calling fit()" in report.error.sentence
    assert {entry.name for entry in run_probe.folder.iterdir()} == {"data.csv", "train.py"}
    assert (run_probe.folder / "data.csv").read_text() == "1,2\n"
    if any("Landlock" in sentence for sentence in report.protections):
        assert not (tmp_path / "outside.txt").exists()
        assert "kept out" in report.error.output
    if any("network" in sentence for sentence in report.protections):
        assert "off line" in report.error.output


def test_cancelling_in_the_middle_ends_everything(run_probe):
    cancelled = threading.Event()

    def cancel_at_first_evidence(event: object) -> None:
        if isinstance(event, EvidenceFound):
            cancelled.set()

    edit = finding(HEALTHY, "KS001", ("batch_size=32", "batch_size=16"))
    report = run_probe(HEALTHY, edit, on_event=cancel_at_first_evidence, cancelled=cancelled)
    assert report.verdicts[0].verdict == "inconclusive"
    assert "cancelled" in report.verdicts[0].reason


def test_an_interrupt_while_events_are_told_ends_everything(run_probe):
    def interrupt(event: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_probe(HEALTHY, on_event=interrupt)


def test_an_interpreter_that_is_not_there_is_named(tmp_path):
    from kerascope.probe.request import ProbeRequest
    from kerascope.probe.run import probe
    from kerascope.source.document import script

    for fork in (True, False):
        request = ProbeRequest(script("x = 1\n"), (), str(tmp_path / "no-python"))
        report = probe(request, hosts=Hosts(fork=fork))
        assert report.error is not None
        assert "no-python cannot be started" in report.error.sentence


def test_a_script_reads_beside_its_folder_and_writes_beside_itself(run_probe):
    project = run_probe.folder.parent
    (project / "data").mkdir()
    (project / "data" / "x.csv").write_text("1,2\n")
    (project / "models").mkdir()
    (project / "models" / "old").write_text("")
    text = (
        "import os\n"
        "from pathlib import Path\n"
        "here = Path(__file__).resolve().parent\n"
        "os.chdir(here)\n"
        "(here / 'out').mkdir()\n"
        "(here.parent / 'models' / 'new').write_text('')\n"
        "os.makedirs('../logs')\n"
        "seen = open('../data/x.csv').read().strip()\n"
        "raise RuntimeError(f\"{seen} {sorted(os.listdir('../models'))}\")\n"
    )
    report = run_probe(text)
    assert report.error is not None
    assert "RuntimeError: 1,2 ['new', 'old']" in report.error.sentence
    assert {entry.name for entry in project.iterdir()} == {"data", "models", "project"}
    assert {entry.name for entry in (project / "models").iterdir()} == {"old"}
    assert {entry.name for entry in run_probe.folder.iterdir()} == {"train.py"}
