"""Hover, inlay hints, code lenses and symbols over stdio: the program, shown where it stands."""

import re

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
    layers.Dense(128, activation="relu"),
])
model.add(layers.Dense(10, activation="softmax"))
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.5),
    loss="sparse_categorical_crossentropy",
)
model.fit(x_train, y_train, epochs=5)
"""
LINES = SCRIPT.splitlines()


def _place(line_with, word):
    line = next(n for n, text in enumerate(LINES) if line_with in text)
    return t.Position(line, LINES[line].index(word) + 1)


async def _hover(editor, uri, line_with, word):
    document = t.TextDocumentIdentifier(uri)
    params = t.HoverParams(document, _place(line_with, word))
    return await editor.text_document_hover_async(params)


async def _hints(editor, uri, start=0, end=99):
    where = t.Range(t.Position(start, 0), t.Position(end, 0))
    params = t.InlayHintParams(t.TextDocumentIdentifier(uri), where)
    return await editor.text_document_inlay_hint_async(params)


async def _lenses(editor, uri):
    params = t.CodeLensParams(t.TextDocumentIdentifier(uri))
    return await editor.text_document_code_lens_async(params)


async def _symbols(editor, uri):
    params = t.DocumentSymbolParams(t.TextDocumentIdentifier(uri))
    return await editor.text_document_document_symbol_async(params)


@pytest.mark.parametrize(
    ("line", "word", "said"),
    [
        ("Dense(128", "Dense", "100,480 parameters"),
        ("Flatten", "Flatten", "output (batch, 784)"),
        ("model.compile", "compile", "SparseCategoricalCrossentropy"),
        ("model.fit", "fit", "is divided by 255 (line 5)"),
        ("keras.Sequential", "Sequential", "101,770 parameters"),
        ("model.fit", "fit", "1,875 updates an epoch, 9,375 in all"),
        ("model.fit", "fit", "compiled with `Adam`, learning rate 0.5"),
        ("learning_rate=0.5", "0.5", "KS501"),
        ("learning_rate=0.5", "Adam", "learning rate 0.5 · trains `model`"),
        ("sparse_", "sparse_", "loss of `model`"),
    ],
)
async def test_hover_tells_what_is_known(editor, line, word, said):
    hover = await _hover(editor, editor.open(SCRIPT), line, word)
    assert said in hover.contents.value
    assert hover.contents.kind == t.MarkupKind.Markdown


async def test_hover_on_a_finding_is_facts_first_and_short(editor):
    hover = await _hover(editor, editor.open(SCRIPT), "learning_rate=0.5", "0.5")
    text = hover.contents.value
    told = ["**Adam**", "**KS501", "**Why it stops learning.**", "**Fix on offer.**", "[All about"]
    places = [text.index(part) for part in told]
    assert places == sorted(places)
    assert "## " not in text
    assert "```" not in text
    assert max(map(len, text.split("\n\n"))) < 700


async def test_hover_elsewhere_is_silent(editor):
    assert await _hover(editor, editor.open(SCRIPT), "import keras", "keras") is None


async def test_hover_answers_for_the_text_as_it_is_now(editor):
    uri = editor.open(SCRIPT)
    editor.rewrite(uri, 2, SCRIPT.replace("Dense(128", "Dense(256"))
    hover = await _hover(editor, uri, "Dense(128", "Dense")
    assert "200,960 parameters" in hover.contents.value


async def test_hints_show_shape_and_parameters_after_each_layer(editor):
    hints = await _hints(editor, editor.open(SCRIPT))
    dense = next(h for h in hints if "100,480" in h.label)
    line = next(n for n, text in enumerate(LINES) if "Dense(128" in text)
    assert dense.label == "→ (batch, 128) · 100,480 parameters"
    assert dense.position == t.Position(line, LINES[line].rindex(")") + 1)
    assert len(hints) == 4


async def test_hints_keep_to_the_range_asked_for(editor):
    assert len(await _hints(editor, editor.open(SCRIPT), 7, 8)) == 1


async def test_lenses_stand_above_fit(editor):
    uri = editor.open(SCRIPT)
    lenses = await _lenses(editor, uri)
    line = LINES.index("model.fit(x_train, y_train, epochs=5)")
    assert {lens.range.start.line for lens in lenses} == {line}
    probe, show = sorted(lenses, key=lambda lens: lens.command.title)
    assert re.fullmatch(r"Probe \d findings? \(about \d+ s\)", probe.command.title)
    assert probe.command.arguments == (uri,)
    page = await editor.execute(show.command.command, *show.command.arguments)
    assert "| Dense | (batch, 128) | 100,480 |" in page


async def test_symbols_are_models_with_their_layers(editor):
    (model,) = await _symbols(editor, editor.open(SCRIPT))
    assert model.name == "model"
    assert model.detail == "sequential · 101,770 parameters"
    assert model.children[2].detail == "(batch, 128) · 100,480 parameters"
    assert [child.name for child in model.children] == ["InputLayer", "Flatten", "Dense", "Dense"]
    assert all(child.range.start >= model.range.start for child in model.children)
    assert all(child.range.end <= model.range.end for child in model.children)


async def test_a_client_without_nesting_gets_a_flat_list(start):
    editor = await start(t.ClientCapabilities())
    symbols = await _symbols(editor, editor.open(SCRIPT))
    assert [s.name for s in symbols][1:] == ["InputLayer", "Flatten", "Dense", "Dense"]
    assert {s.container_name for s in symbols[1:]} == {symbols[0].name}


@pytest.mark.parametrize("off", ["hover", "inlayHints", "codeLens", "symbols"])
async def test_each_feature_is_switched_off_alone(start, off):
    editor = await start(options={off: False})
    uri = editor.open(SCRIPT)
    answers = {
        "hover": await _hover(editor, uri, "Dense(128", "Dense"),
        "inlayHints": await _hints(editor, uri),
        "codeLens": await _lenses(editor, uri),
        "symbols": await _symbols(editor, uri),
    }
    assert {name for name, answer in answers.items() if answer is None} == {off}
    assert "KS501" in await editor.codes(uri)


async def test_closed_documents_have_nothing_to_show(editor):
    uri = editor.new_uri()
    assert await _hints(editor, uri) is None
    assert await _symbols(editor, uri) is None
