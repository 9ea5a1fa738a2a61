"""Clients that can do less than Visual Studio Code, or do it differently."""

import pytest
from lsprotocol import types as t
from pytest_lsp import client_capabilities

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = """\
import keras

optimizer = keras.optimizers.Adam(lr=0.001)
"""
UNSCALED = """\
import keras

(x_train, y_train), _ = keras.datasets.mnist.load_data()
model = keras.Sequential([
    keras.layers.Input((28, 28)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x_train, y_train)
"""


async def test_jupyterlab_sends_nulls_full_texts_and_the_same_version(start):
    can = t.ClientCapabilities(
        text_document=t.TextDocumentClientCapabilities(
            publish_diagnostics=t.PublishDiagnosticsClientCapabilities(
                tag_support=t.ClientDiagnosticsTagOptions(
                    [t.DiagnosticTag.Deprecated, t.DiagnosticTag.Unnecessary]
                )
            )
        )
    )
    editor = await start(can, options=None)
    uri = editor.open("import keras\n", version=0)
    assert await editor.codes(uri, 0) == []
    editor.rewrite(uri, 0, SCRIPT)
    await editor.until(lambda: editor.diagnostics[uri])
    (diagnostic,) = editor.diagnostics[uri]
    assert diagnostic.code == "KS801"
    assert diagnostic.related_information is None
    assert diagnostic.code_description is None
    assert diagnostic.data is None


@pytest.mark.parametrize("name", ["neovim", "emacs"])
async def test_other_editors_get_diagnostics_and_fixes(start, text_after, name):
    editor = await start(client_capabilities(name))
    uri = editor.open(SCRIPT)
    (diagnostic,) = await editor.diagnosed(uri)
    actions = await editor.actions(uri, diagnostic)
    # The fix comes before silencing and explaining.
    fix = actions[0]
    changes = fix.edit.document_changes
    edits = list(changes[0].edits) if changes else list(fix.edit.changes[uri])
    assert text_after(SCRIPT, edits) == SCRIPT.replace("lr=", "learning_rate=")


async def test_related_places_are_folded_into_the_message_where_need_be(start, editor):
    plain = await start(t.ClientCapabilities())
    rich = await editor.diagnosed(editor.open(UNSCALED))
    poor = await plain.diagnosed(plain.open(UNSCALED))
    pairs = list(zip(rich, poor, strict=True))
    assert any(one.related_information for one, _ in pairs)
    for one, other in pairs:
        assert other.message.startswith(one.message)
        assert other.related_information is None
        assert all(step.message in other.message for step in one.related_information or ())


async def test_a_client_without_code_action_literals_is_sent_none(start):
    editor = await start(t.ClientCapabilities())
    uri = editor.open(SCRIPT)
    (diagnostic,) = await editor.diagnosed(uri)
    assert await editor.actions(uri, diagnostic) == []
