"""``kerascope/trainingRuns``: which findings bear on which fit."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODEL = """\
model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy")
model.fit(x, y, epochs=2)
"""


async def runs(editor, uri):
    return await editor.protocol.send_request_async("kerascope/trainingRuns", {"uri": uri})


async def test_a_finding_belongs_to_the_fit_below_it(editor):
    uri = editor.open("import keras\n" + MODEL + MODEL)
    diagnostics = await editor.diagnosed(uri)
    above, below = (d.data["id"] for d in diagnostics if d.code == "KS202")
    first, second = await runs(editor, uri)
    assert [(run["uri"], run["line"]) for run in (first, second)] == [(uri, 7), (uri, 14)]
    assert above in first["findings"]
    assert below in second["findings"]
    assert below not in first["findings"]


async def test_a_document_that_does_not_train_has_no_runs(editor):
    uri = editor.open("import keras\n")
    await editor.diagnosed(uri)
    assert not await runs(editor, uri)
    assert not await runs(editor, "untitled:nowhere")
