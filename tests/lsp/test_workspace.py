"""Diagnostics of the whole workspace: files that nobody has open."""

import json
from pathlib import Path

import pytest
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAULTY = "import keras\n\noptimizer = keras.optimizers.Adam(lr=0.001)\n"
CLEAN = FAULTY.replace("lr=", "learning_rate=")
WHOLE = {"diagnosticMode": "workspace"}


def _notebook(*cells):
    kinds = [{"cell_type": kind, "source": text, "metadata": {}} for kind, text in cells]
    return json.dumps({"cells": kinds, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _codes(editor, file):
    return [d.code for d in editor.diagnostics.get(file.as_uri(), ())]


async def _shown(editor, file, *codes):
    await editor.until(lambda: _codes(editor, file) == list(codes))


async def _done(editor):
    """The progress bar has come and gone."""
    steps = await editor.until(lambda: next(iter(editor.progress_reports.values()), None))
    await editor.until(lambda: isinstance(steps[-1], t.WorkDoneProgressEnd))
    return steps


def _changed(editor, file, kind=t.FileChangeType.Changed):
    event = t.FileEvent(file.as_uri(), kind)
    editor.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([event]))


def _file(folder, name, text=FAULTY):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


async def test_only_what_is_open_is_checked_unless_asked(start, tmp_path):
    closed = _file(tmp_path, "closed.py")
    editor = await start(folder=tmp_path)
    assert await editor.codes(editor.open(FAULTY)) == ["KS801"]
    assert closed.as_uri() not in editor.published
    assert not editor.progress_reports


async def test_files_are_shown_that_are_not_open(start, tmp_path):
    faulty = _file(tmp_path, "a folder/train é.py")
    clean = _file(tmp_path, "clean.py", CLEAN)
    editor = await start(folder=tmp_path, options=WHOLE)
    await _shown(editor, faulty, "KS801")
    steps = await _done(editor)
    assert steps[0].title == "Checking the workspace"
    assert [step.message for step in steps[1:-1]] == ["1 of 2 files", "2 of 2 files"]
    assert clean.as_uri() not in editor.published
    (registered,) = [r for r in editor.registered if r.id == "kerascope.sources"]
    assert registered.register_options["watchers"][0]["globPattern"] == "**/*.ipynb"


async def test_excluded_and_ignored_files_are_left_out(start, tmp_path):
    _file(tmp_path, "pyproject.toml", '[tool.kerascope]\nexclude = ["legacy/"]\n')
    _file(tmp_path, ".gitignore", "scratch*.py\n")
    (tmp_path / "binary.py").write_bytes(b"\0\xff")
    names = ["legacy/a.py", "scratch_1.py", ".venv/lib/b.py", "__pycache__/c.py", "binary.py"]
    out = [tmp_path / names[-1], *(_file(tmp_path, name) for name in names[:-1])]
    inside = _file(tmp_path, "zz.py")
    editor = await start(folder=tmp_path, options=WHOLE)
    await _shown(editor, inside, "KS801")
    await _done(editor)
    assert not [file for file in out if file.as_uri() in editor.published]


async def test_what_changes_on_disk_is_checked_again(start, tmp_path):
    file = _file(tmp_path, "train.py")
    editor = await start(folder=tmp_path, options=WHOLE)
    await _shown(editor, file, "KS801")
    await _done(editor)
    file.write_text(CLEAN)
    _changed(editor, file)
    await _shown(editor, file)

    new = _file(tmp_path, "new.py")
    _changed(editor, new, t.FileChangeType.Created)
    await _shown(editor, new, "KS801")
    new.unlink()
    _changed(editor, new, t.FileChangeType.Deleted)
    await _shown(editor, new)


async def test_an_open_file_counts_as_the_editor_has_it(start, tmp_path):
    file = _file(tmp_path, "train.py")
    editor = await start(folder=tmp_path, options=WHOLE)
    await _shown(editor, file, "KS801")
    await _done(editor)
    uri = editor.open(CLEAN, file.as_uri())
    assert await editor.codes(uri) == []
    _changed(editor, file)
    editor.rewrite(uri, 2, CLEAN + "\n")
    assert await editor.codes(uri, 2) == []
    assert _codes(editor, file) == []
    editor.close(uri)
    await _shown(editor, file, "KS801")


async def test_a_closed_notebook_speaks_at_its_top(start, tmp_path):
    cells = [("markdown", "# Title"), ("code", "import keras\n"), ("code", FAULTY)]
    file = _file(tmp_path, "train.ipynb", _notebook(*cells))
    editor = await start(folder=tmp_path, options=WHOLE)
    await _shown(editor, file, "KS801")
    (diagnostic,) = editor.diagnostics[file.as_uri()]
    assert diagnostic.message.startswith("Cell 3, line 3: ")
    assert diagnostic.range.start == diagnostic.range.end == t.Position(0, 0)

    cell = f"{file.as_uri()}#a"
    book = t.NotebookDocument(
        file.as_uri(), "jupyter-notebook", 1, [t.NotebookCell(t.NotebookCellKind.Code, cell)]
    )
    item = t.TextDocumentItem(cell, "python", 1, FAULTY)
    editor.notebook_document_did_open(t.DidOpenNotebookDocumentParams(book, [item]))
    assert await editor.codes(cell) == ["KS801"]
    assert _codes(editor, file) == []


async def test_the_button_ends_the_check_and_changes_go_on(start, tmp_path):
    files = [_file(tmp_path, f"train_{number:03}.py") for number in range(200)]
    editor = await start(folder=tmp_path, options=WHOLE)
    await _shown(editor, files[0], "KS801")
    (token,) = editor.progress_reports
    editor.window_work_done_progress_cancel(t.WorkDoneProgressCancelParams(token))
    steps = await _done(editor)
    assert steps[-1].message == "stopped"
    assert files[-1].as_uri() not in editor.published
    _changed(editor, files[-1])
    await _shown(editor, files[-1], "KS801")


async def test_typing_is_served_while_the_workspace_is_checked(start, tmp_path):
    files = [_file(tmp_path, f"train_{number:03}.py") for number in range(100)]
    editor = await start(folder=tmp_path, options=WHOLE)
    await _shown(editor, files[0], "KS801")
    uri = editor.open(CLEAN)
    assert await editor.codes(uri) == []
    assert files[-1].as_uri() not in editor.published
    await _shown(editor, files[-1], "KS801")


async def test_the_mode_is_switched_while_running(start, tmp_path):
    file = _file(tmp_path, "train.py")
    editor = await start(t.ClientCapabilities(), folder=tmp_path)
    for mode, codes in [("workspace", ["KS801"]), ("openFilesOnly", []), ("workspace", ["KS801"])]:
        settings = {"kerascope": {"diagnosticMode": mode}}
        editor.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings))
        await _shown(editor, file, *codes)


async def test_settings_of_a_file_are_those_of_its_place(start, tmp_path):
    file = _file(tmp_path, "inner/train.py")
    project = _file(tmp_path, "inner/pyproject.toml", '[tool.kerascope]\nignore = ["KS801"]\n')
    other = _file(tmp_path, "train.py")
    editor = await start(folder=tmp_path, options=WHOLE)
    await _shown(editor, other, "KS801")
    assert _codes(editor, file) == []
    project.write_text("[tool.kerascope]\n")
    _changed(editor, project)
    await _shown(editor, file, "KS801")


async def test_the_process_in_the_background_ends_with_the_work(start, tmp_path):
    _file(tmp_path, "train.py")
    editor = await start(folder=tmp_path, options=WHOLE)
    await _done(editor)
    server, known = editor._server.pid, await editor.execute("kerascope.debugInfo")
    children = Path(f"/proc/{server}/task/{server}/children")
    await editor.until(lambda: children.read_text().split() == [str(known["analysisProcess"])])
