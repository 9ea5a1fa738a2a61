"""Position encodings over stdio, with emoji, all line ends and characters that are none."""

import pytest
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = """\
import keras

label = "😋"; optimizer = keras.optimizers.Adam(lr=0.001)
"""
LINE = SCRIPT.splitlines()[2]
UNITS = {"utf-8": lambda s: len(s.encode()), "utf-16": lambda s: len(s.encode("utf-16-le")) // 2}
UNITS["utf-32"] = len


def _can(capabilities, *encodings):
    capabilities.general = t.GeneralClientCapabilities(position_encodings=list(encodings))
    return capabilities


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_ranges_are_in_the_agreed_units(start, vscode_capabilities, encoding):
    editor = await start(_can(vscode_capabilities(), encoding))
    assert editor.result.capabilities.position_encoding == encoding
    column = UNITS[encoding](LINE[: LINE.index("lr=")])
    for newline in ("\n", "\r\n", "\r"):
        uri = editor.open(SCRIPT.replace("\n", newline))
        found = await editor.diagnosed(uri)
        where = next(d.range for d in found if d.code == "KS801")
        assert (where.start.line, where.start.character) == (2, column)

        name = t.Range(t.Position(2, column), t.Position(2, column + 2))
        editor.edit(uri, 2, t.TextDocumentContentChangePartial(name, "learning_rate"))
        assert "KS801" not in await editor.codes(uri, 2)


async def test_utf_16_is_what_a_client_without_a_choice_gets(start, vscode_capabilities):
    can = vscode_capabilities()
    can.general = None
    editor = await start(can)
    uri = editor.open(SCRIPT)
    found = await editor.diagnosed(uri)
    where = next(d.range for d in found if d.code == "KS801")
    assert where.start.character == UNITS["utf-16"](LINE[: LINE.index("lr=")])


@pytest.mark.parametrize("mark", ["\x0c", "\x0b", "\x1c", "\x85", "\u2028"])
async def test_characters_that_end_no_line_do_not_shift_edits(editor, mark):
    text = f'import keras\nseparator = "{mark}"\nrate = 1\n'
    uri = editor.open(text)
    await editor.diagnosed(uri)
    whole_line = t.Range(t.Position(2, 0), t.Position(2, 8))
    new = "optimizer = keras.optimizers.Adam(lr=0.001)"
    editor.edit(uri, 2, t.TextDocumentContentChangePartial(whole_line, new))
    found = await editor.diagnosed(uri, 2)
    assert [(d.code, d.range.start.line) for d in found if d.code == "KS801"] == [("KS801", 2)]
