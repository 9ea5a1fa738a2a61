"""The probe over stdio: results, verdicts in the editor, cancellation, and nothing left behind."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from lsprotocol import types as t

from kerascope.probe.request import ProbeRequest
from kerascope.probe.verdict import ProbeReport
from kerascope.process.wire import framed, receive
from kerascope.source.document import script

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAULTY = """\
import keras
from keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train / 255.0
model = keras.Sequential([
    layers.Input((28, 28)),
    layers.Flatten(),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.5),
    loss="sparse_categorical_crossentropy",
)
model.fit(x_train, y_train, epochs=5)
"""
SLEEPY = "import time\ntime.sleep(600)\n" + FAULTY
FAILING = 'raise SystemExit("The data are on holiday.")\n' + FAULTY


def _parents():
    """The parent of every process, by id."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    return parents


def _dead(process):
    """Whether a process has ended; its parent may not know yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _children(parent):
    """All processes below a process, by id; those of other sessions too."""
    parents, found = _parents(), {parent}
    while more := {child for child, above in parents.items() if above in found} - found:
        found |= more
    return found - {parent}


def _hosts(editor):
    """The warm processes: each the child of a prober, which is a child of the server."""
    parents, server = _parents(), editor._server.pid
    return {pid for pid, above in parents.items() if parents.get(above) == server}


def _trials(editor):
    """What was forked from the warm processes: each leads a session of its own."""
    forked = {trial for host in _hosts(editor) for trial in _children(host)}
    return {trial for trial in forked if _leads_session(trial)}


def _leads_session(pid):
    try:
        return os.getsid(pid) == pid
    except ProcessLookupError:
        return False


def _alive(processes):
    return {pid for pid in processes if Path(f"/proc/{pid}").exists()}


def _diagnostic(editor, uri, code="KS501"):
    return next(d for d in editor.diagnostics[uri] if d.code == code)


async def _running(editor, uri):
    """Start a probe that does not end by itself; its command, and the processes of its trials."""
    before = _trials(editor)
    params = t.ExecuteCommandParams("kerascope.probe", arguments=[uri])
    command = editor.protocol.send_request("workspace/executeCommand", params, msg_id=f"p{uri}")
    trials = await editor.until(lambda: _trials(editor) - before)
    return asyncio.wrap_future(command), trials


async def test_a_probe_that_cannot_run_says_why_in_the_editor(start, tmp_path):
    editor = await start(options={"trusted": True}, folder=tmp_path)
    uri = editor.open(FAILING, (tmp_path / "train.py").as_uri())
    await editor.diagnosed(uri)
    report = await editor.execute("kerascope.probe", uri, ["KS501"])
    assert [verdict["verdict"] for verdict in report["verdicts"]] == ["could not run"]

    await editor.until(lambda: "probe: could not run" in _diagnostic(editor, uri).message)
    assert editor.reports[0].uri == uri
    (steps,) = editor.progress_reports.values()
    assert isinstance(steps[0], t.WorkDoneProgressBegin)
    assert isinstance(steps[-1], t.WorkDoneProgressEnd)


async def test_a_script_gets_its_arguments(start, tmp_path):
    options = {"trusted": True, "arguments": ["--data", "digits of old"]}
    editor = await start(options=options, folder=tmp_path)
    text = f"import sys\nraise SystemExit(f'{{sys.argv[1:]}}')\n{FAULTY}"
    uri = editor.open(text, (tmp_path / "train.py").as_uri())
    await editor.diagnosed(uri)
    report = await editor.execute("kerascope.probe", uri, ["KS501"])
    assert "['--data', 'digits of old']" in report["verdicts"][0]["reason"]


async def test_a_verdict_stays_until_the_code_changes(start, tmp_path):
    editor = await start(options={"trusted": True}, folder=tmp_path)
    uri = editor.open(FAILING, (tmp_path / "train.py").as_uri())
    await editor.diagnosed(uri)
    await editor.execute("kerascope.probe", uri, ["KS501"])
    await editor.until(lambda: "probe:" in _diagnostic(editor, uri).message)

    for version, text, stays in [
        (2, "# A comment\n\n" + FAILING, True),
        (3, FAILING.replace("Dense(10", "Dense(20"), False),
        (4, FAILING, True),
        (5, FAILING + "print('afterwards')\n", True),
    ]:
        editor.rewrite(uri, version, text)
        await editor.diagnosed(uri, version)
        assert ("probe:" in _diagnostic(editor, uri).message) is stays


async def test_the_progress_bars_button_ends_the_probe(editor):
    uri = editor.open(SLEEPY)
    await editor.diagnosed(uri)
    command, processes = await _running(editor, uri)
    token = list(editor.progress_reports)[-1]
    editor.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(token))
    assert await asyncio.wait_for(command, 30) is None
    assert isinstance(editor.progress_reports[token][-1], t.WorkDoneProgressEnd)
    assert await editor.until(lambda: not _alive(processes))


async def test_cancelling_the_request_ends_the_probe(editor):
    uri = editor.open(SLEEPY)
    await editor.diagnosed(uri)
    command, processes = await _running(editor, uri)
    editor.cancel_request(t.CancelParams(f"p{uri}"))
    with pytest.raises(Exception, match="cancel"):
        await asyncio.wait_for(command, 30)
    assert await editor.until(lambda: not _alive(processes))


async def test_shutdown_ends_the_probe(start):
    editor = await start(options={"trusted": True})
    uri = editor.open(SLEEPY)
    await editor.diagnosed(uri)
    command, _ = await _running(editor, uri)
    everything = _children(editor._server.pid)
    await editor.shutdown_session()
    command.cancel()
    assert await editor.until(lambda: not _alive(everything))


async def test_a_server_that_is_killed_takes_the_probe_along(start):
    editor = await start(options={"trusted": True})
    uri = editor.open(SLEEPY)
    await editor.diagnosed(uri)
    command, _ = await _running(editor, uri)
    everything = _children(editor._server.pid)
    os.kill(editor._server.pid, 9)
    command.cancel()
    assert await editor.until(lambda: not _alive(everything))


async def test_the_next_probe_starts_from_the_same_warm_process(start, tmp_path):
    editor = await start(options={"trusted": True}, folder=tmp_path)
    uri = editor.open(FAILING, (tmp_path / "train.py").as_uri())
    await editor.diagnosed(uri)
    first = await editor.execute("kerascope.probe", uri, ["KS501"])
    (host,) = _hosts(editor)
    again = await editor.execute("kerascope.probe", uri, ["KS501"])
    assert _hosts(editor) == {host}
    assert first["verdicts"][0]["reason"] == again["verdicts"][0]["reason"]
    assert _trials(editor) == set()

    os.kill(host, 9)
    await editor.until(lambda: _dead(host))
    anew = await editor.execute("kerascope.probe", uri, ["KS501"])
    assert anew["verdicts"][0]["reason"] == first["verdicts"][0]["reason"]
    assert _hosts(editor) - {host}

    everything = _children(editor._server.pid)
    os.kill(editor._server.pid, 9)
    assert await editor.until(lambda: not _alive(everything))


async def test_a_warm_process_that_is_killed_is_named_and_replaced(editor):
    uri = editor.open(SLEEPY)
    await editor.diagnosed(uri)
    command, trials = await _running(editor, uri)
    (host,) = {_parents()[trial] for trial in trials}
    os.kill(host, 9)
    report = await asyncio.wait_for(command, 30)
    assert "Probe again" in report["error"]["sentence"]
    assert not _alive(trials)

    failing = editor.open(FAILING)
    await editor.diagnosed(failing)
    report = await editor.execute("kerascope.probe", failing, ["KS501"])
    assert "on holiday" in report["error"]["sentence"]


async def test_a_prober_at_rest_keeps_nothing_warm(tmp_path):
    document = script(FAILING, str(tmp_path / "train.py"))
    prober = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kerascope.probe.prober", "0.1"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    prober.stdin.write(framed(ProbeRequest(document, (), sys.executable)))
    while not isinstance(await receive(prober.stdout), ProbeReport):
        pass
    async with asyncio.timeout(30):
        while _children(prober.pid):
            await asyncio.sleep(0.02)
    assert prober.returncode is None
    prober.stdin.close()
    assert await asyncio.wait_for(prober.wait(), 30) == 0


async def test_the_editor_is_served_while_a_probe_runs(editor):
    uri = editor.open(SLEEPY)
    await editor.diagnosed(uri)
    command, processes = await _running(editor, uri)
    editor.rewrite(uri, 2, SLEEPY.replace("0.5", "0.001"))
    assert "KS501" not in await editor.codes(uri, 2)
    with pytest.raises(Exception, match="being probed already"):
        await editor.execute("kerascope.probe", uri)
    editor.cancel_request(t.CancelParams(f"p{uri}"))
    await asyncio.wait({command})
    assert await editor.until(lambda: not _alive(processes))


async def test_an_untrusted_workspace_is_not_probed(start):
    editor = await start(options=None)
    uri = editor.open(FAULTY)
    await editor.diagnosed(uri)
    with pytest.raises(Exception, match="this workspace is not trusted"):
        await editor.execute("kerascope.probe", uri)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "takes a document's URI"),
        ((1,), "takes a document's URI"),
        (("untitled:nowhere",), "Only open Python scripts"),
    ],
)
async def test_wrong_arguments_are_refused_in_a_sentence(editor, arguments, said):
    with pytest.raises(Exception, match=said):
        await editor.execute("kerascope.probe", *arguments)


async def test_a_clean_script_has_nothing_to_probe(editor):
    uri = editor.open("import keras\n")
    await editor.diagnosed(uri)
    with pytest.raises(Exception, match="nothing to probe"):
        await editor.execute("kerascope.probe", uri)
