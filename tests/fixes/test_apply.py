import pytest

from kerascope.fixes.apply import ConflictingEdits, apply, compose
from kerascope.fixes.edit import Edit, Fix
from kerascope.source.document import Cell, Document, script
from kerascope.source.position import Position, Range


def edit(line: int, start: int, end: int, text: str, cell: int | None = None) -> Edit:
    return Edit(cell, Range(Position(line, start), Position(line, end)), text)


def applied(text: str, *edits: Edit) -> str:
    return apply(script(text), edits).cells[0].text


def test_edits_apply_in_file_order_whatever_order_they_come_in():
    assert applied("one two three\n", edit(1, 9, 14, "3"), edit(1, 1, 4, "1")) == "1 two 3\n"


def test_insertions_at_one_place_keep_their_order():
    assert applied("x\n", edit(1, 1, 1, "a"), edit(1, 1, 1, "b")) == "abx\n"


def test_an_edit_may_span_lines_of_any_ending():
    whole = Edit(None, Range(Position(1, 3), Position(3, 1)), "")
    assert applied("a = 1\r\nb = 2\rc = 3\n", whole) == "a c = 3\n"


def test_the_end_of_a_text_without_newline_can_be_edited():
    assert applied("x", edit(1, 2, 2, "!\n")) == "x!\n"


def test_only_the_named_cell_changes():
    document = Document("b.ipynb", (Cell("x = 1\n", 0), Cell("x = 1\n", 2)))
    changed = apply(document, [edit(1, 5, 6, "9", cell=2)])
    assert [cell.text for cell in changed.cells] == ["x = 1\n", "x = 9\n"]


@pytest.mark.parametrize("other", [edit(1, 2, 5, "z"), edit(1, 1, 4, "z"), edit(1, 2, 2, "z")])
def test_overlapping_edits_are_refused(other):
    with pytest.raises(ConflictingEdits, match="line 1"):
        applied("one two\n", edit(1, 1, 4, "1"), other)


def test_an_edit_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="outside"):
        applied("x\n", edit(7, 1, 1, "y"))


def test_fixes_compose_and_share_an_import():
    line = edit(1, 1, 1, "import keras\n")
    one = Fix("one", True, (line, edit(2, 1, 2, "a")))
    two = Fix("two", True, (line, edit(3, 1, 2, "b")))
    edits = compose([one, two])
    assert len(edits) == 3
    assert applied("#\nx\ny\n", *edits) == "import keras\n#\na\nb\n"


def test_fixes_that_want_the_same_place_do_not_compose():
    fixes = [Fix(name, False, (edit(1, 1, 2, name),)) for name in ("a", "b")]
    with pytest.raises(ConflictingEdits):
        compose(fixes)


def test_two_fixes_that_add_the_same_list_argument_share_one() -> None:
    document = script("model.fit(x, y)\n")
    end = Range(Position(1, 15), Position(1, 15))
    stop = Fix("stop", True, (Edit(None, end, ", callbacks=[Stop(patience=[1])]"),))
    slow = Fix("slow", True, (Edit(None, end, ", callbacks=[Slow()]"),))
    changed = apply(document, compose([stop, slow]))
    assert changed.cells[0].text == "model.fit(x, y, callbacks=[Stop(patience=[1]), Slow()])\n"
