"""Sessions copied from Python's prompt, and snippets indented as a whole."""

from kerascope.checker import check
from kerascope.source.document import script

SESSION = """\
>>> model = Sequential([
...     Dense(8, activation="relu"),
...     Dense(1, activation="softmax"),
... ])
>>> print model
<keras.models.Sequential object at 0x7f>
>>> model.compile("sgd", "binary_crossentropy")
>>> model.fit(x, y, epochs=20)
Epoch 1/20
150/150 [==============================] - 0s - loss: 1.0986
"""


def places(text: str) -> list[tuple[str, int, int]]:
    findings = check(script(text)).findings
    return [(f.code, f.range.start.line, f.range.start.column) for f in findings]


def test_what_was_typed_is_read_where_it_stands():
    assert places(SESSION) == [("KS401", 3, 29)]


def test_answers_are_no_code():
    assert check(script(SESSION)).notes == ()


def test_prompts_in_a_docstring_leave_the_code_alone():
    text = 'def build():\n    """\n>>> build()\n    """\n'
    text += "    return Sequential([Dense(1, 'softmax')])\n"
    assert [line for _, line, _ in places(text + "m = build()\nm.compile('sgd', 'mse')\n")] == [5]


def test_a_snippet_that_is_indented_as_a_whole_is_read():
    plain = "model = Sequential()\nmodel.add(Dense(1, 'softmax'))\nmodel.compile('sgd', 'mse')\n"
    indented = "".join(f"    {line}\n" for line in plain.splitlines())
    assert places(indented) == [(code, line, column + 4) for code, line, column in places(plain)]
    assert places(plain)


def test_prompts_of_ipython_may_be_of_different_length():
    text = "In [9]: model = Sequential([\n   ...:     Dense(1, activation='softmax')])\n"
    text += "Out[9]: <Sequential>\nIn [10]: model.compile('sgd', 'binary_crossentropy')\n"
    assert places(text) == [("KS401", 2, 33)]
