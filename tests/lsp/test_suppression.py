"""Where the comment goes that silences a finding."""

import pytest

from kerascope.checker import check
from kerascope.fixes.apply import apply
from kerascope.lsp.features.suppression import for_file, for_line
from kerascope.source.document import Cell, Document, script

FAULT = "optimizer = keras.optimizers.Adam(learning_rate=0.5)"
BODY = """\
import keras

model = keras.Sequential([keras.layers.Dense(8, "relu"), keras.layers.Dense(1)])
"""
TAIL = "\nmodel.compile(optimizer, loss='mse')\nmodel.fit(x, y)\n"


def _silenced(document, edit_for):
    """The document after the edit; the finding must be there before and gone after."""
    (finding,) = [f for f in check(document).findings if f.code == "KS501"]
    after = apply(document, [edit_for(finding, document)])
    assert "KS501" not in [f.code for f in check(after).findings]
    return after


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("edit_for", [for_line, for_file])
@pytest.mark.parametrize("comment", ["", "  # a comment", "  # noqa: E501", "  # noqa: KS202"])
def test_a_comment_silences_the_line_or_the_file(newline, edit_for, comment):
    text = (BODY + FAULT + comment + TAIL).replace("\n", newline)
    after = _silenced(script(text), edit_for).cells[0].text
    assert after.count("noqa") == 1 + (edit_for is for_file and "noqa" in comment)
    assert "\n" not in after.replace(newline, "")


def test_a_finding_over_several_lines_is_silenced_at_its_end():
    fault = "optimizer = keras.optimizers.Adam(learning_rate=(\n    0.5\n))"
    _silenced(script(BODY + fault + TAIL), for_line)


@pytest.mark.parametrize(
    "head", ["#!/usr/bin/env python3\n", "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n"]
)
def test_the_files_comment_goes_below_shebang_and_encoding(head):
    after = _silenced(script(head + BODY + FAULT + TAIL), for_file)
    assert after.cells[0].text.startswith(f"{head}# kerascope: noqa: KS501\n")


def test_a_second_rule_joins_the_comment_that_is_there():
    text = "# kerascope: noqa: KS202\n" + BODY + FAULT + TAIL
    after = _silenced(script(text), for_file)
    assert after.cells[0].text.startswith("# kerascope: noqa: KS202, KS501\n")


def test_in_a_notebook_a_cell_magic_stays_first():
    cells = (Cell("%%time\nimport keras\n", 0), Cell(BODY + FAULT + TAIL, 1))
    after = _silenced(Document("n.ipynb", cells), for_file)
    assert after.cells[0].text.startswith("%%time")
    assert after.cells[1].text.startswith("# kerascope: noqa: KS501")
