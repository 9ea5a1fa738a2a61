"""The probe over stdio: results, verdicts in the editor, cancellation, and nothing left behind."""

import asyncio
import os
from pathlib import Path

import pytest
from lsprotocol import types as t

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


def _children(parent):
    """All processes below a process, by id; those of other sessions too."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = {parent}
    while more := {child for child, above in parents.items() if above in found} - found:
        found |= more
    return found - {parent}


def _alive(processes):
    return {pid for pid in processes if Path(f"/proc/{pid}").exists()}


def _diagnostic(editor, uri, code="KS501"):
    return next(d for d in editor.diagnostics[uri] if d.code == code)


async def _running(editor, uri):
    """Start a probe that does not end by itself; its command, and its processes."""
    server = editor._server.pid
    before = _children(server)
    params = t.ExecuteCommandParams("kerascope.probe", arguments=[uri])
    command = editor.protocol.send_request("workspace/executeCommand", params, msg_id=f"p{uri}")
    await editor.until(lambda: len(_children(server) - before) >= 2)
    return asyncio.wrap_future(command), _children(server) - before


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
    command, processes = await _running(editor, uri)
    everything = processes | _children(editor._server.pid)
    await editor.shutdown_session()
    command.cancel()
    assert await editor.until(lambda: not _alive(everything))


async def test_a_server_that_is_killed_takes_the_probe_along(start):
    editor = await start(options={"trusted": True})
    uri = editor.open(SLEEPY)
    await editor.diagnosed(uri)
    command, processes = await _running(editor, uri)
    os.kill(editor._server.pid, 9)
    command.cancel()
    assert await editor.until(lambda: not _alive(processes))


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
