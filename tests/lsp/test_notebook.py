"""Notebooks over stdio: read as one program, spoken of cell by cell."""

import pytest
from lsp.notebooks import Notebook
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

IMPORTS = "import keras\n"
OPTIMIZER = "%matplotlib inline\noptimizer = keras.optimizers.Adam(lr=0.001)\n"


async def test_each_cell_has_its_own_diagnostics(editor):
    book = Notebook(editor, IMPORTS, "# A title\n", OPTIMIZER, markdown=(1,))
    found = await editor.diagnosed(book.cells[2])
    assert [(d.code, d.range.start.line) for d in found] == [("KS801", 1)]
    assert await editor.diagnosed(book.cells[0]) == []
    assert book.cells[1] not in editor.published
    assert book.uri not in editor.published


async def test_an_edit_in_one_cell_mends_it(editor):
    book = Notebook(editor, IMPORTS, OPTIMIZER)
    await editor.diagnosed(book.cells[1])
    column = OPTIMIZER.splitlines()[1].index("lr=")
    book.edit(1, 2, t.Position(1, column), t.Position(1, column + 2), "learning_rate")
    assert await editor.diagnosed(book.cells[1], 2) == []


async def test_cells_are_read_in_the_order_in_which_they_stand(editor):
    book = Notebook(editor, OPTIMIZER, IMPORTS)
    await editor.diagnosed(book.cells[0])
    first, second = book.cells
    seen = len(editor.published[first])
    book.rearrange(0, 2, (second, first))
    await editor.until(lambda: len(editor.published[first]) > seen)
    assert [d.code for d in editor.diagnostics[first]] == ["KS801"]
    assert editor.diagnostics[second] == ()


async def test_new_cells_are_read_and_removed_ones_cleared(editor):
    book = Notebook(editor, IMPORTS)
    await editor.diagnosed(book.cells[0])
    added = f"{book.uri}#added"
    book.rearrange(1, 0, (added,), opened=((added, OPTIMIZER),))
    assert await editor.codes(added) == ["KS801"]
    book.rearrange(1, 1, closed=(added,))
    assert await editor.diagnosed(added, None) == []


async def test_fixes_edit_the_cell(editor, text_after):
    book = Notebook(editor, IMPORTS, OPTIMIZER)
    (diagnostic,) = await editor.diagnosed(book.cells[1])
    actions = await editor.actions(book.cells[1], diagnostic)
    fix = next(a for a in actions if a.is_preferred)
    (change,) = fix.edit.document_changes
    assert change.text_document.uri == book.cells[1]
    assert text_after(OPTIMIZER, list(change.edits)) == OPTIMIZER.replace("lr=", "learning_rate=")


async def test_fix_all_is_offered_for_the_notebook_and_not_per_cell(editor):
    book = Notebook(editor, IMPORTS, OPTIMIZER)
    await editor.diagnosed(book.cells[1])
    (whole,) = await editor.actions(book.cells[1], only=["notebook.source.fixAll"])
    assert whole.kind == "notebook.source.fixAll.kerascope"
    assert await editor.actions(book.cells[1], only=["source.fixAll"]) == []


async def test_closing_clears_every_cell(editor):
    book = Notebook(editor, IMPORTS, OPTIMIZER)
    await editor.diagnosed(book.cells[1])
    book.close()
    for cell in book.cells:
        assert await editor.diagnosed(cell, None) == []


async def test_cell_uris_are_given_back_exactly_as_they_came(editor):
    book = Notebook(editor, IMPORTS)
    strange = f"vscode-notebook-cell:/C%3A/Ünï/{book.uri[9:]}#W2sZmlsZQ%3D%3D"
    book.rearrange(1, 0, (strange,), opened=((strange, OPTIMIZER),))
    assert await editor.codes(strange) == ["KS801"]
