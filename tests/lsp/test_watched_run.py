"""What only a run shows, in the editor: over stdio, with real training."""

import pytest
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

TWINS = """\
import keras
import numpy as np

rng = np.random.default_rng(0)
measured = rng.normal(size=(400, 2))
y = (measured[:, 0] > 0).astype(int)
x = np.trunc(measured)
model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(2, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=10, verbose=0)
"""


def _shown(editor, uri):
    return {(d.code, d.range.start.line) for d in editor.diagnostics[uri]}


async def _lens_titles(editor, uri):
    params = t.CodeLensParams(t.TextDocumentIdentifier(uri))
    return [lens.command.title for lens in await editor.text_document_code_lens_async(params)]


async def test_a_script_without_findings_can_be_watched(start, tmp_path):
    editor = await start(options={"trusted": True}, folder=tmp_path)
    uri = editor.open(TWINS, (tmp_path / "train.py").as_uri())
    await editor.diagnosed(uri)
    assert _shown(editor, uri) == set()
    assert any(title.startswith("Watch a run") for title in await _lens_titles(editor, uri))

    report = await editor.execute("kerascope.probe", uri)
    assert report["verdicts"] == []
    await editor.until(lambda: _shown(editor, uri) == {("KS110", 4)})
    (finding,) = editor.diagnostics[uri]
    assert finding.message.startswith("Seen in a run: 64.1% of the training samples have a twin")
    assert finding.severity == t.DiagnosticSeverity.Warning

    place = t.CodeActionParams(
        t.TextDocumentIdentifier(uri), finding.range, t.CodeActionContext([finding])
    )
    titles = [action.title for action in await editor.text_document_code_action_async(place)]
    assert "Explain KS110 conflicting-labels" in titles

    for version, text, shown in [
        (2, "# A comment\n\n" + TWINS, {("KS110", 6)}),
        (3, TWINS.replace("np.trunc", "np.sign"), set()),
        (4, TWINS, {("KS110", 4)}),
    ]:
        editor.rewrite(uri, version, text)
        await editor.diagnosed(uri, version)
        assert _shown(editor, uri) == shown


async def test_a_comment_silences_what_a_run_shows(start, tmp_path):
    editor = await start(options={"trusted": True}, folder=tmp_path)
    text = TWINS.replace("size=(400, 2))", "size=(400, 2))  # noqa: KS110")
    uri = editor.open(text, (tmp_path / "train.py").as_uri())
    await editor.diagnosed(uri)
    report = await editor.execute("kerascope.probe", uri)
    (twins,) = [item for item in report["evidence"] if item["kind"] == "conflicting-labels"]
    assert twins["code"] is None
    await editor.diagnosed(uri)
    assert _shown(editor, uri) == set()


async def test_nothing_can_be_watched_without_training(start, tmp_path):
    editor = await start(options={"trusted": True}, folder=tmp_path)
    uri = editor.open("import keras\n", (tmp_path / "train.py").as_uri())
    await editor.diagnosed(uri)
    with pytest.raises(Exception, match="no training that could be watched"):
        await editor.execute("kerascope.probe", uri)
