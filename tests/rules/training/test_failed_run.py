"""Logs that a notebook has saved are judged beside the source that made them."""

import json

from kerascope.checker import check
from kerascope.rules.finding import Finding
from kerascope.source.notebook import parse_notebook

LOAD = "import keras\nimport numpy as np\nx, y = np.load('x.npy'), np.load('y.npy')\n"
MODEL = """\
model = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(64, activation={hidden!r}),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile({optimizer}, "sparse_categorical_crossentropy", metrics=["accuracy"])
"""
FIT = "history = model.fit(x, y, epochs={epochs})\n"
BAR = "\x1b[1m57/57\x1b[0m \x1b[32m━━━━\x1b[0m\x1b[37m\x1b[0m \x1b[1m0s\x1b[0m 1ms/step"


def _log(*epochs: tuple[float, float]) -> str:
    return "".join(
        f"Epoch {n}/{len(epochs)}\n{BAR} - accuracy: 0.05 - loss: 2.9\r"
        f"{BAR} - accuracy: {accuracy} - loss: {loss}\n"
        for n, (accuracy, loss) in enumerate(epochs, 1)
    )


STUCK = _log((0.0968, 2.3052), (0.1011, 2.3027), (0.1009, 2.3026))
LEARNING = _log((0.41, 1.71), (0.63, 1.12), (0.71, 0.93))


def _found(output: str, optimizer: str = "'adam'", epochs: int = 3) -> list[Finding]:
    model = MODEL.format(hidden="relu", optimizer=optimizer)
    cells = [
        {
            "cell_type": "code",
            "source": text.splitlines(keepends=True),
            "execution_count": count,
            "metadata": {},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": printed}],
        }
        for count, (text, printed) in enumerate(
            [(LOAD, ""), (model, ""), (FIT.format(epochs=epochs), output)], 1
        )
    ]
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return list(check(parse_notebook(json.dumps(book), "digits.ipynb")).findings)


def test_a_loss_that_stays_at_that_of_guessing_is_found_on_the_fit():
    (finding,) = _found(STUCK)
    assert (finding.code, finding.cell, finding.range.start.line) == ("KS709", 2, 1)
    assert "ln 10 is 2.3026" in finding.message
    assert [related.message for related in finding.related] == ["the model", "compiled here"]


def test_a_run_that_learns_is_silent():
    assert _found(LEARNING) == []
    assert _found("") == []


def test_a_cause_in_the_source_tells_the_log():
    (finding,) = _found(STUCK, optimizer="keras.optimizers.Adam(2.0)")
    assert finding.code == "KS501"
    shown = finding.related[-1]
    assert (shown.message, shown.cell) == ("the saved output of this fit shows it", 2)


def test_a_log_of_another_run_is_silent():
    assert _found(STUCK, epochs=2) == []
    assert _found(STUCK + LEARNING) == []
