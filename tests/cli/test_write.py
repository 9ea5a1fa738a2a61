import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascope.cli.failure import CannotRun
from kerascope.cli.write import encoded, replace_file
from kerascope.source.decode import decode
from kerascope.source.document import script
from kerascope.source.notebook import parse_notebook


def _rewritten(data: bytes, old: str, new: str) -> bytes:
    document = script(decode(data, "a.py"), "a.py")
    return encoded(document.with_text(None, document.text_of(None).replace(old, new)), data)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a = 1\r\nb = 2\r\n", b"a = 3\r\nb = 2\r\n"),
        (b"\xef\xbb\xbfa = 1\n", b"\xef\xbb\xbfa = 3\n"),
        (b"# coding: latin-1\na = 1  # \xe9\n", b"# coding: latin-1\na = 3  # \xe9\n"),
        (b"a = 1", b"a = 3"),
        ("a = 1  # 日本\n".encode(), "a = 3  # 日本\n".encode()),
    ],
)
def test_a_script_keeps_its_encoding_and_line_ends(before: bytes, after: bytes):
    assert _rewritten(before, "a = 1", "a = 3") == after


def test_what_the_encoding_cannot_hold_is_not_written():
    with pytest.raises(CannotRun, match=r"a\.py is declared as iso-8859-1, .* nothing was written"):
        _rewritten(b"# coding: latin-1\na = 1\n", "a = 1", "a = '日本'")


NOTEBOOK = """\
{
 "cells": [
  {"cell_type": "markdown", "source": ["# Title\\n", "text"], "metadata": {"b": 1, "a": 2}},
  {
   "metadata":{},
   "cell_type": "code",
   "source": [
    "a = 1\\n",
    "b = 'é'"
   ],
   "execution_count": 1e0, "outputs": [{"text": "source: \\u00e9", "output_type": "stream"}]
  },
  {"cell_type": "code", "source": "a = 1\\nc = 2", "id": "x"},
  {"cell_type": "code", "source": []},
  {"cell_type": "code"}
 ],
 "nbformat_minor": 5,   "nbformat": 4
}"""


def _edited(book: str | bytes, texts: dict[int, str]) -> str:
    data = book.encode() if isinstance(book, str) else book
    document = parse_notebook(data, "a.ipynb")
    for cell, text in texts.items():
        document = document.with_text(cell, text)
    return encoded(document, data).decode(json.detect_encoding(data))


def test_a_notebook_keeps_every_byte_but_the_changed_source():
    changed = _edited(NOTEBOOK, {1: "a = 3\nb = 'é'\nc = '日'", 2: "a = 3\nc = 2"})
    assert changed == NOTEBOOK.replace(
        '    "a = 1\\n",\n    "b = \'é\'"\n',
        '    "a = 3\\n",\n    "b = \'é\'\\n",\n    "c = \'日\'"\n',
    ).replace('"a = 1\\nc = 2"', '"a = 3\\nc = 2"')


def test_an_unchanged_notebook_is_the_same():
    assert _edited(NOTEBOOK, {}) == NOTEBOOK


def test_a_list_on_one_line_stays_there():
    book = '{"cells":[{"cell_type":"code","source":["a = 1\\n","b = 2"]}],"nbformat":4}\n'
    assert _edited(book, {0: "a = 3\nb = 2"}) == book.replace(
        '["a = 1\\n","b = 2"]', '["a = 3\\n", "b = 2"]'
    )


def test_a_notebook_in_ascii_stays_ascii():
    book = '{"cells": [{"cell_type": "code", "source": "a = \'\\u00e9\'"}]}'
    assert _edited(book, {0: "b = 'é'"}) == book.replace("a =", "b =")


def test_notebooks_of_format_3():
    book = '{"worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1"]}]}], "nbformat": 3}'
    assert _edited(book, {0: "a = 3"}) == book.replace("a = 1", "a = 3")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
_CELL = st.fixed_dictionaries(
    {"metadata": _JSON, "cell_type": st.sampled_from(["code", "markdown"])},
    optional={"source": st.text() | st.lists(st.text()), "outputs": _JSON},
)


@given(
    cells=st.lists(_CELL, min_size=1),
    indent=st.none() | st.integers(0, 3),
    in_ascii=st.booleans(),
    text=st.text(),
    data=st.data(),
)
def test_whatever_a_notebook_holds_only_the_source_changes(
    cells: list[dict[str, object]],
    indent: int | None,
    in_ascii: bool,
    text: str,
    data: st.DataObject,
):
    book = {"metadata": {"cells": [1]}, "cells": cells, "nbformat": 4}
    written = json.dumps(book, indent=indent, ensure_ascii=in_ascii)
    assert _edited(written, {}) == written
    with_source = [i for i, c in enumerate(cells) if c["cell_type"] == "code" and "source" in c]
    if with_source:
        index = data.draw(st.sampled_from(with_source))
        changed = json.loads(_edited(written, {index: text}))
        source = changed["cells"][index].pop("source")
        cells[index].pop("source")
        assert "".join(source) == text
        assert changed == book


def test_a_file_is_replaced_with_its_mode_and_through_links(tmp_path: Path):
    target, link = tmp_path / "a.py", tmp_path / "link.py"
    target.write_bytes(b"old")
    target.chmod(0o754)
    link.symlink_to(target)
    replace_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o754
    assert sorted(os.listdir(tmp_path)) == ["a.py", "link.py"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path):
    with pytest.raises(CannotRun, match=r"nosuch.a\.py cannot be written: No such file"):
        replace_file(tmp_path / "nosuch" / "a.py", b"new")
