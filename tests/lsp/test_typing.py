"""An hour at the keyboard in fast-forward, on scripts of real length: what is shown in the end is
what a fresh check finds, every question is answered, and memory stays within bounds."""

import asyncio

import psutil
import pytest
from lsp.typist import Typist
from lsprotocol import types as t

from benchmarks.long_scripts import long_script
from kerascope.checker import check
from kerascope.lsp.features.edits import identity
from kerascope.source.document import script

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEYSTROKES = {200: 1_500, 500: 1_000, 1_000: 500}
"""By lines: three thousand in all, what an hour of thinking and typing comes to."""

GROWTH = 60 * 2**20
"""Bytes that a process may grow by after it has warmed up. The trees of five hundred versions of a
thousand lines, which is what a leak would keep, take many times that."""


def _questions(editor, typist):
    """What an editor asks after a keystroke, all at once."""
    document = t.TextDocumentIdentifier(typist.uri)
    place = typist.place(typist.random.randrange(len(typist.text) + 1))
    everything = t.Range(t.Position(0, 0), t.Position(2_000, 0))
    context = t.CodeActionContext([])
    return [
        editor.text_document_hover_async(t.HoverParams(document, place)),
        editor.text_document_inlay_hint_async(t.InlayHintParams(document, everything)),
        editor.text_document_code_lens_async(t.CodeLensParams(document)),
        editor.text_document_document_symbol_async(t.DocumentSymbolParams(document)),
        editor.text_document_code_action_async(
            t.CodeActionParams(document, t.Range(place, place), context)
        ),
    ]


async def _memory(editor):
    """Bytes held by the process that talks and by the one that analyses."""
    known = await editor.execute("kerascope.debugInfo")
    ids = (known["serverProcess"], known["analysisProcess"])
    return [psutil.Process(number).memory_info().rss for number in ids]


async def _shown(editor, typist):
    """The identities of what is shown for the last version, and of what a fresh check finds."""
    shown = await editor.diagnosed(typist.uri, typist.version)
    fresh = check(script(typist.text)).findings
    return sorted(d.data["id"] for d in shown), sorted(map(identity, fresh))


@pytest.mark.parametrize("lines", KEYSTROKES)
async def test_an_hour_of_typing(start, lines):
    editor = await start(options={"trusted": True})
    original = long_script(lines)
    typist = Typist(editor, original, seed=lines)
    await editor.diagnosed(typist.uri)
    asked, warm = [], []
    for number in range(KEYSTROKES[lines]):
        typist.work()
        if number % 25 == 0:
            asked += map(asyncio.ensure_future, _questions(editor, typist))
            await editor.diagnosed(typist.uri, typist.version)
        if number % 200 == 0:
            typist.save()
            shown, fresh = await _shown(editor, typist)
            assert shown == fresh
        if number == KEYSTROKES[lines] // 4:
            warm = await _memory(editor)
    shown, fresh = await _shown(editor, typist)
    assert shown == fresh

    typist.take_back(len(typist.undo))
    assert typist.text == original
    shown, fresh = await _shown(editor, typist)
    assert shown == fresh
    async with asyncio.timeout(60):
        answers = await asyncio.gather(*asked)
    assert len(answers) == len(asked)
    for before, after in zip(warm, await _memory(editor), strict=True):
        assert after < before + GROWTH, f"{before:,} bytes when warm, {after:,} in the end"
