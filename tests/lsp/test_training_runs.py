"""``kerascope/trainingRuns``: which findings bear on which fit."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODEL = """\
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer=keras.optimizers.SGD(learning_rate={rate}), loss={loss})
model.fit(x, y, epochs=2)
"""
LOSS = '"sparse_categorical_crossentropy"'


async def runs(editor, uri):
    return await editor.protocol.send_request_async("kerascope/trainingRuns", {"uri": uri})


async def test_a_finding_belongs_to_the_fit_below_it(editor):
    first, second = (MODEL.format(rate=rate, loss=LOSS) for rate in (20.0, 30.0))
    uri = editor.open("import keras\n" + first + second)
    ids = {d.range.start.line: d.data["id"] for d in await editor.diagnosed(uri)}
    found = await runs(editor, uri)
    assert [(run["uri"], run["line"]) for run in found] == [(uri, 3), (uri, 6)]
    assert ids[2] in found[0]["findings"]
    assert ids[5] in found[1]["findings"]
    assert ids[5] not in found[0]["findings"]


async def test_a_document_that_does_not_train_has_no_runs(editor):
    uri = editor.open("import keras\n")
    await editor.diagnosed(uri)
    assert not await runs(editor, uri)
    assert not await runs(editor, "untitled:nowhere")
