"""Somebody who works on a script: types, deletes, pastes, breaks, undoes, saves, formats."""

import random
import re
from typing import Any

from lsprotocol import types as t

STATEMENTS = (
    'model.add(layers.Dense(64, activation="sigmoid"))\n',
    "learning_rate = 0.5\n",
    "x_train = x_train / 255.0  # 😋\n",
    "for epoch in range(epochs):\n    print(epoch)\n",
    'model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])\n',
)
PASTED = "".join(STATEMENTS[:3])
BREAKS = ("(", '"""', "]", "def ", "\r\n", "\x0c", "'", "\\\n")


class Typist:
    """Edits an open document in small steps and keeps a copy of its own."""

    def __init__(self, editor: Any, text: str, seed: object) -> None:
        self.editor, self.text, self.random = editor, text, random.Random(str(seed))
        self.uri, self.version = editor.open(text), 1
        self.undo: list[tuple[int, int, str]] = []
        self.typing: list[str] = []
        self.cursor = 0

    def place(self, offset: int) -> t.Position:
        line = self.text.count("\n", 0, offset)
        begin = self.text.rfind("\n", 0, offset) + 1
        return t.Position(line, len(self.text[begin:offset].encode("utf-16-le")) // 2)

    def replace(self, start: int, end: int, new: str) -> None:
        self.version += 1
        where = t.Range(self.place(start), self.place(end))
        change = t.TextDocumentContentChangePartial(where, new)
        self.editor.edit(self.uri, self.version, change)
        self.undo.append((start, start + len(new), self.text[start:end]))
        self.text = self.text[:start] + new + self.text[end:]

    def work(self) -> None:
        """One small thing; a statement that was begun is typed to its end, key by key."""
        if self.typing:
            self.replace(self.cursor, self.cursor, key := self.typing.pop(0))
            self.cursor += len(key)
            return
        start = self.random.randrange(len(self.text) + 1)
        line = self.text.rfind("\n", 0, start) + 1
        deed = self.random.choice(["type"] * 3 + ["delete", "paste", "break", "undo", "format"])
        if deed == "type":
            self.typing, self.cursor = list(self.random.choice(STATEMENTS)), line
        elif deed == "delete":
            self.replace(start, min(len(self.text), start + self.random.randrange(12)), "")
        elif deed == "paste":
            self.replace(line, line, PASTED)
        elif deed == "break":
            self.replace(start, start, self.random.choice(BREAKS))
        elif deed == "format":
            self.format()
        else:
            self.take_back(self.random.randrange(1, 20))

    def format(self) -> None:
        """What formatters do: blanks at the ends of lines go, as do more than two empty lines."""
        tidy = re.sub(r"\n{4,}", "\n\n\n", re.sub(r"[ \t]+(?=\n)", "", self.text))
        self.replace(0, len(self.text), tidy)

    def take_back(self, count: int) -> None:
        for _ in range(min(count, len(self.undo))):
            self.replace(*self.undo.pop())
            self.undo.pop()
        self.typing = []

    def save(self) -> None:
        saved = t.DidSaveTextDocumentParams(t.TextDocumentIdentifier(self.uri))
        self.editor.text_document_did_save(saved)
