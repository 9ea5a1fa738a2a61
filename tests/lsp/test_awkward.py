"""Clients that stretch the protocol or break it: the server goes on as if nothing had been."""

import asyncio
import os
import signal
from functools import partial

import pytest
from lsp.notebooks import Notebook
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAULTY = "import keras\n\noptimizer = keras.optimizers.Adam(lr=0.001)\n"
FUNCTION = "def scale_{n}(x):\n    y = x + {n}\n    return y * 2\n\n\n"
DOCUMENT_REQUESTS = ("codeLens", "documentSymbol")

WAITING = """\
import os, time
while not os.path.exists({gate!r}):
    time.sleep(0.02)
raise SystemExit("The data are on holiday.")
"""
TRAINING = """\
import keras
model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(8, "relu"),
                          keras.layers.Dense(3, "softmax")])
model.compile(keras.optimizers.Adam(learning_rate=0.5), "sparse_categorical_crossentropy")
model.fit(x, y, epochs=5)
"""


def _long(lines):
    """A script of that many lines with a fault at its end."""
    return "".join(FUNCTION.replace("{n}", str(n)) for n in range(lines // 5)) + FAULTY


def _range(*numbers):
    first, column, last, end = numbers
    return t.Range(t.Position(first, column), t.Position(last, end))


async def _ends_with(editor, uri, *codes):
    """The last diagnostics of a text become these."""
    await editor.until(
        lambda: (
            uri in editor.diagnostics and [d.code for d in editor.diagnostics[uri]] == list(codes)
        )
    )


async def _analysis_process(editor):
    return (await editor.execute("kerascope.debugInfo"))["analysisProcess"]


@pytest.mark.parametrize("version", [-3, 0, 4, 5, 2**31 - 1])
async def test_any_version_is_as_good_as_another(editor, version):
    uri = editor.open("import keras\n", version=5)
    assert await editor.codes(uri, 5) == []
    editor.rewrite(uri, version, FAULTY)
    await _ends_with(editor, uri, "KS801")
    assert editor.published[uri][-1].version == version


@pytest.mark.parametrize("where", [(99, 0, 120, 3), (0, 500, 0, 900), (2, 3, 0, 0)])
async def test_ranges_outside_of_the_text_or_backwards(editor, where):
    uri = editor.open(FAULTY)
    change = t.TextDocumentContentChangePartial(_range(*where), "\n# a note\n")
    editor.edit(uri, 2, change)
    editor.edit(uri, 3)
    assert await editor.diagnosed(uri, 3) is not None
    editor.rewrite(uri, 4, FAULTY)
    assert await editor.codes(uri, 4) == ["KS801"]


async def test_documents_opened_twice_closed_twice_or_never_opened(editor):
    never = editor.new_uri()
    editor.rewrite(never, 2, FAULTY)
    editor.close(never)
    uri = editor.open("import keras\n")
    editor.open(FAULTY, uri)
    await _ends_with(editor, uri, "KS801")
    editor.close(uri)
    editor.close(uri)
    await _ends_with(editor, uri)
    editor.open(FAULTY, uri)
    await _ends_with(editor, uri, "KS801")
    assert not editor.published.get(never)


ODD_TEXTS = {
    "half a character": "s = '\ud800'\n",
    "a NUL": "\0\n",
    "a long line": f"x = '{'a' * 300_000}'\n",
    "deep nesting": f"x = {'[' * 5_000}\n",
    "a long sum": f"y = {' + '.join(['1'] * 5_000)}\n",
    "many continued lines": "\\\n" * 3_000,
    "an open f-string": f"f'{'{' * 50}\n",
    "steps of tabs and blanks": "if 1:\n\tx = 1\n        y = 2\n",
}


@pytest.mark.parametrize("odd", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
async def test_odd_texts_keep_what_stands_above_them(editor, odd):
    uri = editor.open(FAULTY + odd)
    assert "KS801" in await editor.codes(uri)
    document = t.TextDocumentIdentifier(uri)
    everything = _range(0, 0, 9, 0)
    assert await editor.text_document_hover_async(t.HoverParams(document, t.Position(2, 36)))
    await editor.text_document_inlay_hint_async(t.InlayHintParams(document, everything))
    await editor.text_document_code_lens_async(t.CodeLensParams(document))
    await editor.text_document_document_symbol_async(t.DocumentSymbolParams(document))
    assert await editor.actions(uri, *await editor.diagnosed(uri))


@pytest.mark.parametrize(
    "uri",
    [
        "file:///C%3A/a%20b/train.py",
        "file:///tmp/%E9.py",
        "file://host/share/train.py",
        "file:///",
        "git:/train.py?HEAD",
        "vscode-vfs://github/ada/train.py",
        "urn:train",
        "file:///notebook/as/text.ipynb",
    ],
)
async def test_documents_from_anywhere(editor, uri):
    editor.open(FAULTY, uri)
    await _ends_with(editor, uri, "KS801")
    editor.close(uri)
    await _ends_with(editor, uri)


async def test_fifty_thousand_lines_are_read_and_hold_nobody_up(editor):
    uri = editor.open(_long(50_000))
    small = editor.open(FAULTY)
    document = t.TextDocumentIdentifier(small)
    hover = editor.text_document_hover_async(t.HoverParams(document, t.Position(2, 36)))
    assert await editor.codes(uri) == ["KS801"]
    editor.edit(uri, 2, t.TextDocumentContentChangePartial(_range(25_000, 0, 25_000, 0), "#\n"))
    (moved,) = await editor.diagnosed(uri, 2)
    assert moved.range.start.line == 50_000 + FAULTY.count("\n")
    assert await hover
    editor.close(uri)


async def test_closing_while_analysing_and_opening_again(editor):
    uri = editor.open(_long(10_000))
    await asyncio.sleep(0.02)
    editor.close(uri)
    editor.open("import keras\n", uri, version=7)
    assert await editor.codes(uri, 7) == []
    await editor.codes(editor.open(FAULTY))
    assert editor.published[uri][-1].version == 7


async def test_settings_that_change_during_a_check_win(start):
    editor = await start(t.ClientCapabilities())
    uri = editor.open(_long(10_000))
    await asyncio.sleep(0.02)
    for ignore in (["KS801"], [], ["KS801"]):
        settings = {"kerascope": {"ignore": ignore}}
        editor.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings))
    await editor.codes(uri)
    await editor.codes(editor.open("import keras\n"))
    assert editor.diagnostics[uri] == ()


@pytest.mark.parametrize("settings", [None, [1, 2], "on", {"kerascope": 3}])
async def test_settings_that_make_no_sense(start, settings):
    editor = await start(t.ClientCapabilities())
    editor.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings))
    assert await editor.codes(editor.open(FAULTY)) == ["KS801"]


async def test_the_analysis_is_killed_in_the_middle(editor):
    uri = editor.open(FAULTY)
    await editor.diagnosed(uri)
    for version in (2, 3, 4):
        process = await _analysis_process(editor)
        editor.rewrite(uri, version, _long(10_000))
        await asyncio.sleep(0.05)
        os.kill(process, signal.SIGKILL)
        assert await editor.codes(uri, version) == ["KS801"]
    assert not [m for m in editor.messages if "ended twice" in m.message]


async def test_cells_move_and_go_while_a_probe_runs(start, tmp_path):
    editor = await start(options={"trusted": True}, folder=tmp_path)
    gate = tmp_path / "gate"
    book = Notebook(editor, WAITING.format(gate=str(gate)), "x = y = None\n", TRAINING)
    first, middle, training = book.cells
    await editor.diagnosed(training)
    message = partial(_message, editor, training)
    probe = asyncio.ensure_future(editor.execute("kerascope.probe", book.uri, ["KS501"]))
    await editor.until(lambda: editor.progress_reports)

    book.rearrange(0, 2, (middle, first))
    book.rearrange(0, 1, closed=(middle,))
    book.rearrange(0, 0, ("new",), opened=(("new", "x = y = 0\n"),))
    await editor.codes("new")
    gate.touch()
    report = await asyncio.wait_for(probe, 60)
    assert [verdict["verdict"] for verdict in report["verdicts"]] == ["could not run"]
    assert await editor.codes(editor.open(FAULTY)) == ["KS801"]
    assert "probe:" not in message()

    book.rearrange(0, 1, closed=("new",))
    book.rearrange(1, 0, (middle,), opened=((middle, "x = y = None\n"),))
    await editor.until(lambda: "probe: could not run" in message())


def _message(editor, uri):
    return next((d.message for d in editor.diagnostics[uri] if d.code == "KS501"), "")


async def test_a_document_is_closed_while_its_probe_runs(start, tmp_path):
    editor = await start(options={"trusted": True}, folder=tmp_path)
    gate = tmp_path / "gate"
    uri = editor.open(WAITING.format(gate=str(gate)) + TRAINING)
    await editor.diagnosed(uri)
    probe = asyncio.ensure_future(editor.execute("kerascope.probe", uri, ["KS501"]))
    await editor.until(lambda: editor.progress_reports)
    editor.close(uri)
    gate.touch()
    report = await asyncio.wait_for(probe, 60)
    assert report["verdicts"]
    assert editor.diagnostics[uri] == ()
    editor.open(FAULTY, uri)
    await _ends_with(editor, uri, "KS801")


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("kerascope/trainingRuns", {}),
        ("kerascope/trainingRuns", None),
        ("kerascope/trainingRuns", {"uri": 3}),
        ("textDocument/hover", {"textDocument": {"uri": "untitled:a"}, "position": "here"}),
        ("workspace/executeCommand", {"command": "kerascope.unheardOf"}),
        ("workspace/executeCommand", {"command": "kerascope.showModel", "arguments": [1, 2, 3]}),
    ],
)
async def test_parameters_that_make_no_sense_are_refused(wire, method, params):
    await wire.initialize()
    wire.send(id=1, method=method, params=params)
    assert (await wire.answer(1))["error"]["code"] == t.ErrorCodes.InvalidParams


@pytest.mark.asyncio(loop_scope="function")
async def test_notifications_about_what_is_not_there_are_passed_over(wire):
    await wire.initialize()
    book = {"uri": "untitled:n.ipynb", "version": 2}
    gone = {"document": {"uri": "untitled:n.ipynb#1", "version": 2}, "changes": [{"text": "x"}]}
    for method, params in [
        ("$/cancelRequest", {"id": 99}),
        ("window/workDoneProgress/cancel", {"token": 99}),
        ("textDocument/didSave", {"textDocument": {"uri": "untitled:gone"}}),
        ("notebookDocument/didSave", {"notebookDocument": {"uri": "untitled:gone"}}),
        (
            "notebookDocument/didChange",
            {"notebookDocument": book, "change": {"cells": {"textContent": [gone]}}},
        ),
        (
            "notebookDocument/didClose",
            {"notebookDocument": {"uri": "untitled:gone"}, "cellTextDocuments": []},
        ),
        ("workspace/didChangeWatchedFiles", {"changes": [{"uri": "odd:", "type": 3}]}),
        (
            "workspace/didChangeWorkspaceFolders",
            {"event": {"added": [], "removed": [{"uri": "file:///gone", "name": "gone"}]}},
        ),
    ]:
        wire.send(method=method, params=params)
    action = {"title": "t", "data": {"uri": 3}}
    wire.send(id=1, method="codeAction/resolve", params=action)
    assert (await wire.answer(1))["result"] == action
