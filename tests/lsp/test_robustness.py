"""What must not bring the server down."""

import asyncio
import os
import signal

import pytest
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = """\
import keras

optimizer = keras.optimizers.Adam(lr=0.001)
"""


HOVER = {"textDocument": {"uri": "untitled:1"}, "position": {"line": 0, "character": 0}}


async def test_the_analysis_process_is_replaced_when_it_dies(editor):
    uri = editor.open(SCRIPT)
    await editor.diagnosed(uri)
    before = (await editor.execute("kerascope.debugInfo"))["analysisProcess"]
    os.kill(before, signal.SIGKILL)
    editor.rewrite(uri, 2, SCRIPT + "\n")
    assert await editor.codes(uri, 2) == ["KS801"]
    assert (await editor.execute("kerascope.debugInfo"))["analysisProcess"] != before


async def test_a_question_is_taken_back_while_its_answer_is_made(editor):
    uri = editor.open("import keras\n" + "x = [1, 2, 3]\n" * 20_000)
    params = t.HoverParams(t.TextDocumentIdentifier(uri), t.Position(0, 8))
    hover = editor.protocol.send_request("textDocument/hover", params, msg_id="hover")
    editor.cancel_request(t.CancelParams("hover"))
    with pytest.raises(Exception, match="cancel"):
        await asyncio.wait_for(asyncio.wrap_future(hover), 30)
    assert await editor.codes(uri) == []
    assert await editor.text_document_hover_async(params) is None


async def test_restarting_the_analysis_checks_everything_again(editor):
    uri = editor.open(SCRIPT)
    await editor.diagnosed(uri)
    seen = len(editor.published[uri])
    await editor.execute("kerascope.restartAnalysis")
    await editor.until(lambda: len(editor.published[uri]) > seen)
    assert [d.code for d in editor.diagnostics[uri]] == ["KS801"]


@pytest.mark.asyncio(loop_scope="function")
async def test_requests_before_initialize_are_refused(wire):
    wire.send(id=1, method="textDocument/hover", params=HOVER)
    assert (await wire.answer(1))["error"]["code"] == t.ErrorCodes.ServerNotInitialized
    assert "result" in await wire.initialize()


@pytest.mark.asyncio(loop_scope="function")
async def test_nonsense_is_answered_or_passed_over(wire):
    await wire.initialize()
    wire.send_bytes(b"{not json")
    wire.send_bytes(b"[]")
    wire.send(method="textDocument/didChange", params={"textDocument": {"uri": "file:///no"}})
    wire.send(method="$/unheardOf", params={"a": 1})
    wire.send(id=2, method="textDocument/hover", params={"nothing": "fits"})
    wire.send(id=3, method="no/suchMethod", params={})
    wire.send(id=4, method="workspace/executeCommand", params={"command": "kerascope.explain"})
    assert (await wire.answer(2))["error"]["code"] == t.ErrorCodes.InvalidParams
    assert (await wire.answer(3))["error"]["code"] == t.ErrorCodes.MethodNotFound
    wire.send(id=5, method="workspace/executeCommand", params={"command": "kerascope.debugInfo"})
    assert (await wire.answer(5))["result"]["openDocuments"] == 0


@pytest.mark.asyncio(loop_scope="function")
async def test_errors_keep_their_traceback_to_themselves(wire):
    await wire.initialize()
    command = {"command": "kerascope.explain", "arguments": ["KS999"]}
    wire.send(id=1, method="workspace/executeCommand", params=command)
    error = (await wire.answer(1))["error"]
    assert "KS999" in error["message"]
    assert error.get("data") is None


@pytest.mark.asyncio(loop_scope="function")
async def test_after_shutdown_requests_are_refused_and_exit_is_clean(wire):
    await wire.initialize()
    wire.send(id=1, method="shutdown")
    assert (await wire.answer(1))["result"] is None
    wire.send(id=2, method="textDocument/hover", params=HOVER)
    assert (await wire.answer(2))["error"]["code"] == t.ErrorCodes.InvalidRequest
    wire.send(method="exit")
    assert await asyncio.wait_for(wire.process.wait(), 30) == 0


@pytest.mark.asyncio(loop_scope="function")
@pytest.mark.parametrize("good_bye", [True, False])
async def test_without_shutdown_the_exit_status_is_1(wire, good_bye):
    await wire.initialize()
    if good_bye:
        wire.send(method="exit")
    else:
        wire.process.stdin.close()
    assert await asyncio.wait_for(wire.process.wait(), 30) == 1
