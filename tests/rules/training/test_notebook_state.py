"""Cells that ran again, told from the numbers in a real notebook."""

import json

import pytest

from kerascope.checker import check
from kerascope.fixes.apply import apply
from kerascope.rules.finding import Finding
from kerascope.source.document import Document
from kerascope.source.notebook import parse_notebook

LOAD = "import keras\n(x, y), _ = keras.datasets.mnist.load_data()\n"
MODEL = "from keras.models import Sequential\nmodel = Sequential()\n"
LAYERS = "model.add(keras.layers.Dense(10))\n"


def notebook(*cells: tuple[str, int | None]) -> Document:
    book = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": "markdown", "source": ["# Digits"], "metadata": {}}]
        + [
            {
                "cell_type": "code",
                "source": text.splitlines(keepends=True),
                "execution_count": count,
                "metadata": {},
                "outputs": [],
            }
            for text, count in cells
        ],
    }
    return parse_notebook(json.dumps(book), "digits.ipynb")


def found(document: Document, code: str) -> list[Finding]:
    return [finding for finding in check(document).findings if finding.code == code]


@pytest.mark.parametrize(
    "change", ["x = x / 255", "x /= 255.0", "y = keras.utils.to_categorical(y)"]
)
def test_a_change_in_place_that_ran_after_later_cells(change: str):
    (finding,) = found(notebook((LOAD, 1), (change, 7), ("print(x.max())", 3)), "KS701")
    assert (finding.cell, finding.tier) == (2, "likely")
    assert "In[7] was run after cells below it" in finding.message


def test_a_change_before_the_data_were_loaded_again_is_silent():
    document = notebook((LOAD, 8), ("x = x / 255", 9), ("print(x.max())", 3))
    assert found(document, "KS701") == []


def test_a_cell_put_in_later_is_silent():
    document = notebook((LOAD, 1), ("x = x / 255", 3), ("print(x)", 2))
    assert found(document, "KS701") == []


def test_several_changes_are_one_finding_and_move_together():
    change = "x = x / 255\ny = keras.utils.to_categorical(y)\n"
    document = notebook((LOAD, 1), (change + "print(x.max())\n", 7), ("print(y)", 3))
    (finding,) = found(document, "KS701")
    assert "x (and y)" in finding.message
    assert finding.fix is not None
    mended = apply(document, finding.fix.edits)
    assert mended.cells[0].text == LOAD + change
    assert mended.cells[1].text == "print(x.max())\n"


def test_a_gap_in_the_numbers_is_a_hint():
    (finding,) = found(notebook((LOAD, 1), ("x = x / 255", 3)), "KS701")
    assert finding.tier == "hypothesis"


@pytest.mark.parametrize("counts", [(1, 2, 3), (None, None, None)])
def test_a_notebook_run_from_top_to_bottom_is_silent(counts: tuple[int | None, ...]):
    cells = zip((LOAD, "x = x / 255", MODEL + LAYERS), counts, strict=True)
    document = notebook(*cells)
    assert found(document, "KS701") + found(document, "KS702") == []


def test_a_change_beside_the_load_is_silent():
    assert found(notebook((LOAD + "x = x / 255\n", 5), ("print(x)", 2)), "KS701") == []


def test_the_fix_moves_the_change_to_the_load():
    document = notebook((LOAD, 1), ("x = x / 255\nprint(x.max())\n", 4))
    (finding,) = found(document, "KS701")
    assert finding.fix is not None
    mended = apply(document, finding.fix.edits)
    assert mended.cells[0].text == LOAD + "x = x / 255\n"
    assert mended.cells[1].text == "print(x.max())\n"


def test_layers_that_may_have_been_added_twice():
    document = notebook((LOAD, 1), (MODEL, 2), (LAYERS, 5))
    (finding,) = found(document, "KS702")
    assert finding.cell == 3
    assert finding.fix is not None
    assert apply(document, finding.fix.edits).cells[2].text == "model = Sequential()\n" + LAYERS


def test_a_change_that_ran_once_since_the_data_were_loaded_again():
    cells = ((LOAD, 27), ("x.shape", 28), ("x = x / 255", 29), (MODEL + LAYERS, 10))
    assert found(notebook(*cells), "KS701") == []
