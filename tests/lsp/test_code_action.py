"""Code actions over stdio: fixes, suppressions, explanations."""

import pytest
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = """\
import keras
from keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train / 255.0
model = keras.Sequential([
    layers.Input((28, 28)),
    layers.Flatten(),
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
optimizer = keras.optimizers.Adam(lr=0.001)
model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train, epochs=5)
"""
HIGH_RATE = SCRIPT.replace("lr=0.001", "learning_rate=0.5")


async def _diagnostic(editor, uri, code):
    found = await editor.diagnosed(uri)
    return next(d for d in found if d.code == code)


def _edits(action, uri):
    (change,) = action.edit.document_changes
    assert change.text_document.uri == uri
    assert change.text_document.version == 1
    return list(change.edits)


async def test_a_safe_fix_is_preferred_and_tied_to_its_version(editor, text_after):
    uri = editor.open(SCRIPT)
    diagnostic = await _diagnostic(editor, uri, "KS801")
    actions = await editor.actions(uri, diagnostic)
    fix = next(a for a in actions if a.is_preferred)
    assert fix.kind == t.CodeActionKind.QuickFix
    assert [d.code for d in fix.diagnostics] == ["KS801"]
    assert text_after(SCRIPT, _edits(fix, uri)) == SCRIPT.replace("lr=", "learning_rate=")


async def test_a_fix_that_changes_the_experiment_says_so(editor, text_after):
    uri = editor.open(HIGH_RATE)
    diagnostic = await _diagnostic(editor, uri, "KS501")
    actions = await editor.actions(uri, diagnostic)
    fix = next(a for a in actions if a.title.endswith("(changes the experiment)"))
    assert not fix.is_preferred
    assert "learning_rate=0.5)" not in text_after(HIGH_RATE, _edits(fix, uri))


async def test_the_diagnostic_carries_the_same_edits(editor):
    uri = editor.open(SCRIPT)
    diagnostic = await _diagnostic(editor, uri, "KS801")
    (change,) = diagnostic.data["fix"]["edits"]
    assert change["uri"] == uri
    assert change["version"] == 1
    assert change["edits"]
    assert diagnostic.data["fix"]["safe"] is True


@pytest.mark.parametrize("scope", ["line", "file"])
async def test_silencing_a_finding_silences_it(editor, text_after, scope):
    uri = editor.open(SCRIPT)
    diagnostic = await _diagnostic(editor, uri, "KS801")
    actions = await editor.actions(uri, diagnostic)
    action = next(a for a in actions if a.title == f"Disable KS801 for this {scope}")
    editor.rewrite(uri, 2, text_after(SCRIPT, _edits(action, uri)))
    assert "KS801" not in await editor.codes(uri, 2)


async def _for_project(editor, file):
    uri = editor.open(SCRIPT, file.as_uri())
    diagnostic = await _diagnostic(editor, uri, "KS801")
    title = "Disable KS801 for this project"
    actions = await editor.actions(uri, diagnostic)
    return next((a for a in actions if a.title == title), None)


async def test_a_rule_is_disabled_for_the_project_that_has_settings(start, text_after, tmp_path):
    (tmp_path / "inner").mkdir()
    project = tmp_path / "pyproject.toml"
    text = '[tool.kerascope]\nignore = ["KS1"]  # é\n'
    project.write_text(text, encoding="utf-8")
    editor = await start(folder=tmp_path)
    action = await _for_project(editor, tmp_path / "inner" / "train.py")
    (change,) = action.edit.document_changes
    assert change.text_document.uri == project.as_uri()
    assert change.text_document.version is None
    project.write_text(text_after(text, list(change.edits)), encoding="utf-8")
    assert project.read_text(encoding="utf-8") == text.replace('"KS1"', '"KS1", "KS801"')

    event = t.FileEvent(project.as_uri(), t.FileChangeType.Changed)
    editor.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([event]))
    uri = (tmp_path / "inner" / "train.py").as_uri()
    await editor.until(lambda: not [d for d in editor.diagnostics[uri] if d.code == "KS801"])


async def test_settings_are_created_at_the_root_of_the_workspace(start, tmp_path):
    editor = await start(folder=tmp_path)
    action = await _for_project(editor, tmp_path / "train.py")
    create, change = action.edit.document_changes
    assert create.kind == "create"
    assert create.uri == change.text_document.uri == (tmp_path / "pyproject.toml").as_uri()
    assert [edit.new_text for edit in change.edits] == ['[tool.kerascope]\nignore = ["KS801"]\n']


async def test_without_a_place_for_settings_none_is_offered(start, tmp_path, vscode_capabilities):
    can = vscode_capabilities()
    can.workspace.workspace_edit.resource_operations = None
    editor = await start(can, folder=tmp_path)
    assert await _for_project(editor, tmp_path / "train.py") is None


async def test_fix_all_is_resolved_on_demand(editor, text_after):
    text = SCRIPT + SCRIPT.replace("model", "second")
    uri = editor.open(text)
    await editor.diagnosed(uri)
    (action,) = await editor.actions(uri, only=["source.fixAll.kerascope"])
    assert action.edit is None
    resolved = await editor.code_action_resolve_async(action)
    assert text_after(text, _edits(resolved, uri)) == text.replace("lr=", "learning_rate=")


async def test_fix_all_is_refused_for_an_older_version(editor):
    uri = editor.open(SCRIPT)
    await editor.diagnosed(uri)
    (action,) = await editor.actions(uri, only=["source.fixAll"])
    editor.rewrite(uri, 2, "\n" + SCRIPT)
    with pytest.raises(Exception, match="has changed since"):
        await editor.code_action_resolve_async(action)


@pytest.mark.parametrize("only", [["refactor"], ["source.organizeImports"], ["sourceful"]])
async def test_kinds_nobody_asked_for_are_not_offered(editor, only):
    uri = editor.open(SCRIPT)
    diagnostic = await _diagnostic(editor, uri, "KS801")
    assert await editor.actions(uri, diagnostic, only=only) == []


async def test_explain_and_probe_are_commands(editor):
    uri = editor.open(HIGH_RATE)
    diagnostic = await _diagnostic(editor, uri, "KS501")
    actions = await editor.actions(uri, diagnostic)
    commands = {a.command.command: a.command.arguments for a in actions if a.command}
    assert commands["kerascope.explain"] == ("KS501",)
    assert commands["kerascope.probe"] == (uri, [diagnostic.data["id"]])


async def test_explain_returns_the_rules_page(editor):
    page = await editor.execute("kerascope.explain", "KS501")
    assert "learning rate" in page.lower()
    with pytest.raises(Exception, match="no rule 'KS999'"):
        await editor.execute("kerascope.explain", "KS999")


async def test_apply_fixes_edits_through_the_client(editor, text_after):
    uri = editor.open(SCRIPT)
    await editor.diagnosed(uri)
    assert await editor.execute("kerascope.applyFixes", uri) is True
    (change,) = editor.applied[-1].document_changes
    assert text_after(SCRIPT, list(change.edits)) == SCRIPT.replace("lr=", "learning_rate=")


async def test_apply_fixes_takes_the_findings_asked_for(editor, text_after):
    uri = editor.open(HIGH_RATE)
    diagnostic = await _diagnostic(editor, uri, "KS501")
    assert await editor.execute("kerascope.applyFixes", uri) is False
    assert await editor.execute("kerascope.applyFixes", uri, [diagnostic.data["id"]]) is True
    (change,) = editor.applied[-1].document_changes
    assert "learning_rate=0.5)" not in text_after(HIGH_RATE, list(change.edits))


async def test_an_untrusted_workspace_is_not_offered_probes(start):
    editor = await start(options={"trusted": False})
    uri = editor.open(HIGH_RATE)
    diagnostic = await _diagnostic(editor, uri, "KS501")
    actions = await editor.actions(uri, diagnostic)
    assert not [a for a in actions if a.command and a.command.command == "kerascope.probe"]


async def test_a_plain_client_gets_plain_changes(start, text_after, vscode_capabilities):
    can = vscode_capabilities()
    can.workspace.workspace_edit.document_changes = False
    can.text_document.code_action.resolve_support = None
    editor = await start(can)
    uri = editor.open(SCRIPT)
    await editor.diagnosed(uri)
    (action,) = await editor.actions(uri, only=["source.fixAll.kerascope"])
    edits = list(action.edit.changes[uri])
    assert text_after(SCRIPT, edits) == SCRIPT.replace("lr=", "learning_rate=")
