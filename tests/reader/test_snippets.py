"""Snippets without their imports, as questions have them."""

from kerascope.checker import check
from kerascope.source.document import script

COMPILED = "model.compile('adam', 'binary_crossentropy')\n"
SNIPPET = """
model = Sequential()
model.add(LSTM(400, input_shape=(sequence_size, dimsize)))
model.add(Dense(1))
model.add(Activation('softmax'))
model.compile(loss='binary_crossentropy', optimizer='adam')
model.fit(X_train, y_train, batch_size=32, epochs=3)
"""


def codes(text: str) -> list[str]:
    return [finding.code for finding in check(script(text)).findings]


def test_names_of_keras_are_known_without_their_imports():
    assert codes(SNIPPET) == ["KS401"]
    assert codes(
        "model = tf.keras.Sequential([keras.layers.Dense(1, 'softmax')])\n" + COMPILED
    ) == ["KS401"]


def test_a_name_that_the_script_binds_is_its_own():
    own = "class Dense:\n    pass\n" + SNIPPET
    assert codes(own) == []
    assert codes("import torch\n" + SNIPPET) == []
