"""Diagnostics over stdio: what is pushed, when, with which version."""

import pytest
from lsprotocol import types as t

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNSCALED = """\
import keras
from keras import layers

(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
model = keras.Sequential([
    layers.Input((28, 28)),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=5, validation_data=(x_test, y_test))
"""

SIGMOID_STACK = UNSCALED.replace(
    '    layers.Dense(128, activation="relu"),\n',
    '    layers.Dense(128, activation="sigmoid"),\n' * 4,
)

HIGH_RATE = UNSCALED.replace(
    'optimizer="adam"', "optimizer=keras.optimizers.Adam(learning_rate=0.5)"
)

OLD_ARGUMENT = UNSCALED.replace('optimizer="adam"', "optimizer=keras.optimizers.Adam(lr=0.001)")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (UNSCALED, "KS101"),
        (SIGMOID_STACK, "KS202"),
        (HIGH_RATE, "KS501"),
        (OLD_ARGUMENT, "KS801"),
    ],
)
async def test_the_textbook_faults_are_shown_on_open(editor, text, code):
    uri = editor.open(text)
    found = await editor.diagnosed(uri)
    diagnostic = next(d for d in found if d.code == code)
    assert diagnostic.source == "kerascope"
    assert diagnostic.message
    assert diagnostic.code_description.href.endswith(code) or diagnostic.code_description.href
    assert diagnostic.data["id"].startswith(f"{code}@")


async def test_what_keras_no_longer_knows_is_struck_through(editor):
    uri = editor.open(OLD_ARGUMENT)
    found = await editor.diagnosed(uri)
    assert next(d for d in found if d.code == "KS801").tags == (t.DiagnosticTag.Deprecated,)


async def test_an_edit_that_mends_the_fault_clears_it(editor):
    uri = editor.open(OLD_ARGUMENT)
    assert "KS801" in await editor.codes(uri, 1)
    column = OLD_ARGUMENT.splitlines()[10].index("lr=")
    change = t.TextDocumentContentChangePartial(
        t.Range(t.Position(10, column), t.Position(10, column + 2)), "learning_rate"
    )
    editor.edit(uri, 2, change)
    assert "KS801" not in await editor.codes(uri, 2)


async def test_a_burst_of_changes_ends_with_the_last_version(editor):
    uri = editor.open("import keras\n")
    for version in range(2, 40):
        editor.rewrite(uri, version, OLD_ARGUMENT[: len(OLD_ARGUMENT) * version // 40])
    editor.rewrite(uri, 40, OLD_ARGUMENT)
    assert "KS801" in await editor.codes(uri, 40)
    versions = [pushed.version for pushed in editor.published[uri]]
    assert versions == sorted(versions)
    assert versions[-1] == 40


async def test_closing_clears_everything(editor):
    uri = editor.open(OLD_ARGUMENT)
    assert await editor.diagnosed(uri)
    editor.close(uri)
    assert await editor.diagnosed(uri, None) == []
    assert editor.diagnostics[uri] == ()


async def test_a_change_that_keeps_its_version_is_still_analysed(editor):
    uri = editor.open("import keras\n")
    assert await editor.codes(uri, 1) == []
    editor.rewrite(uri, 1, OLD_ARGUMENT)
    await editor.until(lambda: any(d.code == "KS801" for d in editor.diagnostics[uri]))


async def test_other_languages_are_none_of_our_business(editor):
    uri = editor.new_uri("txt")
    item = t.TextDocumentItem(uri, "plaintext", 1, OLD_ARGUMENT)
    editor.text_document_did_open(t.DidOpenTextDocumentParams(item))
    after = editor.open(OLD_ARGUMENT)
    assert await editor.diagnosed(after)
    assert uri not in editor.published


async def test_broken_code_does_not_silence_the_rest(editor):
    uri = editor.open(OLD_ARGUMENT + "\nprint((((\n")
    assert "KS801" in await editor.codes(uri)


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "def (:\n", "\x0c\n" * 3])
async def test_texts_without_a_program_are_clean(editor, text):
    assert await editor.codes(editor.open(text)) == []
