"""Settings over stdio: sent, pulled, pushed, in pyproject.toml, and changed while running."""

import pytest
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = """\
import keras

optimizer = keras.optimizers.Adam(lr=0.001)
"""


async def _again(editor, uri, seen):
    """The codes published after the first ``seen`` times."""
    await editor.until(lambda: len(editor.published[uri]) > seen)
    return [d.code for d in editor.published[uri][-1].diagnostics]


async def test_rules_are_chosen_at_initialize(start):
    editor = await start(options={"ignore": ["KS8"]})
    assert "KS801" not in await editor.codes(editor.open(SCRIPT))


async def test_settings_are_pulled(start, vscode_capabilities):
    can = vscode_capabilities()
    can.workspace.configuration = True
    editor = await start(can, configuration={"ignore": ["KS8"]})
    uri = editor.open(SCRIPT)
    await editor.until(
        lambda: uri in editor.published and not editor.published[uri][-1].diagnostics
    )
    seen = len(editor.published[uri])
    editor.set_configuration({"ignore": []}, section="kerascope")
    editor.workspace_did_change_configuration(t.DidChangeConfigurationParams(None))
    assert await _again(editor, uri, seen) == ["KS801"]


async def test_settings_are_pushed(start):
    can = t.ClientCapabilities()
    editor = await start(can)
    uri = editor.open(SCRIPT)
    assert await editor.codes(uri) == ["KS801"]
    seen = len(editor.published[uri])
    settings = {"kerascope": {"ignore": ["KS801"]}}
    editor.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings))
    assert await _again(editor, uri, seen) == []


async def test_pyproject_is_followed(start, tmp_path):
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.kerascope]\nignore = ["KS801"]\n')
    editor = await start(folder=tmp_path)
    uri = editor.open(SCRIPT, (tmp_path / "train.py").as_uri())
    assert await editor.codes(uri) == []
    (watched,) = [r for r in editor.registered if r.method == "workspace/didChangeWatchedFiles"]
    globs = [watcher["globPattern"] for watcher in watched.register_options["watchers"]]
    assert globs == ["**/pyproject.toml", "**/*.py"]

    seen = len(editor.published[uri])
    file.write_text("[tool.kerascope]\n")
    change = t.FileEvent(file.as_uri(), t.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([change]))
    assert await _again(editor, uri, seen) == ["KS801"]
    assert {"hints", "lenses"} <= set(editor.refreshed)


async def test_unsaved_documents_have_the_workspaces_settings(start, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.kerascope]\nignore = ["KS801"]\n')
    editor = await start(folder=tmp_path)
    assert await editor.codes(editor.open(SCRIPT)) == []


async def test_a_broken_pyproject_is_told_once_and_left_out(start, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.kerascope]\nselekt = []\n")
    editor = await start(folder=tmp_path)
    for name in ("a.py", "b.py"):
        uri = editor.open(SCRIPT, (tmp_path / name).as_uri())
        assert await editor.codes(uri) == ["KS801"]
    assert len([m for m in editor.messages if "selekt" in m.message]) == 1


async def test_values_of_the_wrong_kind_are_told_and_left_out(start):
    editor = await start(options={"trusted": "yes", "ignore": "KS8", "hover": 1})
    assert await editor.codes(editor.open(SCRIPT)) == ["KS801"]
    said = "\n".join(message.message for message in editor.messages)
    for key in ("kerascope.trusted", "kerascope.ignore", "kerascope.hover"):
        assert key in said


async def test_analysis_can_wait_for_the_save(start):
    editor = await start(options={"run": "onSave"})
    uri = editor.open("import keras\n")
    assert await editor.codes(uri) == []
    seen = len(editor.published[uri])
    editor.rewrite(uri, 2, SCRIPT)
    document = t.TextDocumentIdentifier(uri)
    assert len(editor.published[uri]) == seen
    editor.text_document_did_save(t.DidSaveTextDocumentParams(document))
    assert await _again(editor, uri, seen) == ["KS801"]
