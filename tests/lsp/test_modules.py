"""Scripts that import from files beside them, over stdio."""

import pytest
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODEL = """\
from tensorflow import keras

def build_model():
    "é 😀"; model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model
"""
MENDED = MODEL.replace('"categorical', '"sparse_categorical')
TRAIN = """\
from tensorflow import keras
from model import build_model

(x, y), _ = keras.datasets.mnist.load_data()
x = x / 255.0
model = build_model()
model.fit(x, y, epochs=5)
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "model.py").write_text(MODEL)
    (tmp_path / "train.py").write_text(TRAIN)
    return tmp_path


def _uri(project, name):
    return (project / name).as_uri()


async def _published(editor, uri, code, there):
    """Wait until the code is, or is no longer, among the document's diagnostics."""
    return await editor.until(
        lambda: (
            uri in editor.published
            and (code in [d.code for d in editor.published[uri][-1].diagnostics]) is there
            and editor.published[uri][-1]
        )
    )


async def test_related_information_leads_into_the_module(editor, project):
    uri = editor.open(TRAIN, _uri(project, "train.py"))
    (found,) = [d for d in await editor.diagnosed(uri) if d.code == "KS105"]
    assert found.range.start == t.Position(5, 8)
    assert found.message.startswith("y holds numbers of classes (line 4)")
    place = found.related_information[0].location
    assert place.uri == _uri(project, "model.py")
    assert place.range == t.Range(t.Position(5, 26), t.Position(5, 52))


async def test_columns_in_the_module_are_in_the_clients_units(editor, project):
    text = MODEL.replace('model.compile("adam"', '"😀"; model.compile("adam"')
    (project / "model.py").write_text(text)
    uri = editor.open(TRAIN, _uri(project, "train.py"))
    (found,) = [d for d in await editor.diagnosed(uri) if d.code == "KS105"]
    assert found.related_information[0].location.range.start == t.Position(5, 32)


async def test_no_fix_edits_another_file(editor, project):
    uri = editor.open(TRAIN, _uri(project, "train.py"))
    for diagnostic in await editor.diagnosed(uri):
        for action in await editor.actions(uri, diagnostic):
            edit = action.edit
            changed = [c.text_document.uri for c in edit.document_changes] if edit else []
            assert set(changed) <= {uri}


async def test_what_is_typed_in_the_module_counts(editor, project):
    module = editor.open(MODEL, _uri(project, "model.py"))
    uri = editor.open(TRAIN, _uri(project, "train.py"))
    await _published(editor, uri, "KS105", there=True)
    editor.rewrite(module, 2, MENDED)
    await _published(editor, uri, "KS105", there=False)
    editor.close(module)
    await _published(editor, uri, "KS105", there=True)


async def test_a_module_changed_on_disk_counts(editor, project):
    uri = editor.open(TRAIN, _uri(project, "train.py"))
    await _published(editor, uri, "KS105", there=True)
    (project / "model.py").write_text(MENDED)
    change = t.FileEvent(_uri(project, "model.py"), t.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    await _published(editor, uri, "KS105", there=False)


async def test_a_module_that_appears_counts(editor, project):
    (project / "model.py").unlink()
    uri = editor.open(TRAIN, _uri(project, "train.py"))
    await _published(editor, uri, "KS105", there=False)
    (project / "model.py").write_text(MODEL)
    change = t.FileEvent(_uri(project, "model.py"), t.FileChangeType.Created)
    editor.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    await _published(editor, uri, "KS105", there=True)


async def test_modules_that_import_each_other_come_to_rest(editor, project):
    (project / "model.py").write_text("import train\n" + MODEL)
    uri = editor.open(TRAIN, _uri(project, "train.py"))
    module = editor.open("import train\n" + MODEL, _uri(project, "model.py"))
    await editor.diagnosed(uri)
    await editor.diagnosed(module)
    editor.rewrite(module, 2, "import train\n" + MENDED)
    await editor.diagnosed(module, 2)
    await _published(editor, uri, "KS105", there=False)


async def test_the_model_is_shown_at_the_call_that_makes_it(editor, project):
    uri = editor.open(TRAIN, _uri(project, "train.py"))
    await editor.diagnosed(uri)
    document = t.TextDocumentIdentifier(uri)
    hover = await editor.text_document_hover_async(t.HoverParams(document, t.Position(5, 10)))
    assert "| Dense | (batch, 10) | 7,850 |" in hover.contents.value
    whole = t.Range(t.Position(0, 0), t.Position(99, 0))
    hints = await editor.text_document_inlay_hint_async(t.InlayHintParams(document, whole))
    assert not hints
    symbols = await editor.text_document_document_symbol_async(t.DocumentSymbolParams(document))
    assert [symbol.range.start.line for symbol in symbols] == [5]
    assert not symbols[0].children
