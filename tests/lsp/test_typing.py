"""An hour at the keyboard in fast-forward: what is shown in the end is what a fresh check finds."""

import random
from pathlib import Path

import pytest
from lsprotocol import types as t

from kerascope.checker import check
from kerascope.source.document import script

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = ["stagnant.py", "healthy.py", "seed_learning_rate_schedule.py"]
EDITS = 400
PASTED = "model.add(layers.Dense(64, activation='sigmoid'))  # 😋\n"


class Typist:
    """Types, deletes, pastes, breaks and undoes, and keeps its own copy of the text."""

    def __init__(self, editor, text, seed):
        self.editor, self.text, self.random = editor, text, random.Random(seed)
        self.uri, self.version = editor.open(text), 1
        self.undo = []

    def place(self, offset):
        before = self.text[:offset]
        line = before.rpartition("\n")[2]
        units = len(line.encode("utf-16-le")) // 2
        return t.Position(before.count("\n"), units)

    def replace(self, start, end, new):
        self.version += 1
        where = t.Range(self.place(start), self.place(end))
        change = t.TextDocumentContentChangePartial(where, new)
        self.editor.edit(self.uri, self.version, change)
        self.undo.append((start, start + len(new), self.text[start:end]))
        self.text = self.text[:start] + new + self.text[end:]

    def work(self):
        """One small thing, as people do them."""
        deed = self.random.choice(["type", "type", "type", "delete", "paste", "break", "undo"])
        start = self.random.randrange(len(self.text) + 1)
        if deed == "undo" and self.undo:
            self.replace(*self.undo.pop())
            self.undo.pop()
        elif deed == "delete":
            self.replace(start, min(len(self.text), start + self.random.randrange(12)), "")
        elif deed == "paste":
            at = self.text.rfind("\n", 0, start) + 1
            self.replace(at, at, PASTED)
        elif deed == "break":
            self.replace(
                start, start, self.random.choice(["(", '"""', "]", "def ", "\r\n", "\x0c"])
            )
        else:
            self.replace(start, start, self.random.choice("abc019 \n=.,#"))

    def undo_everything(self):
        while self.undo:
            self.replace(*self.undo.pop())
            self.undo.pop()


@pytest.mark.parametrize("name", SCRIPTS)
async def test_typing_ends_where_a_fresh_check_does(editor, name):
    original = (EXAMPLES / name).read_text(encoding="utf-8")
    typist = Typist(editor, original, seed=name)
    document = t.TextDocumentIdentifier(typist.uri)
    asked = []
    for number in range(EDITS):
        typist.work()
        if number % 40 == 0:
            params = t.HoverParams(document, typist.place(len(typist.text) // 2))
            asked.append(editor.text_document_hover_async(params))
            saved = t.DidSaveTextDocumentParams(document)
            editor.text_document_did_save(saved)
            await editor.diagnosed(typist.uri, typist.version)
    shown = await editor.diagnosed(typist.uri, typist.version)
    assert [d.code for d in shown] == [f.code for f in check(script(typist.text)).findings]

    typist.undo_everything()
    assert typist.text == original
    shown = await editor.diagnosed(typist.uri, typist.version)
    assert [d.code for d in shown] == [f.code for f in check(script(original)).findings]
    for answer in asked:
        await answer
