"""Statements are found by brackets and quotes, parsed on their own, and placed exactly."""

import ast
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider

import kerascope
from kerascope.source.document import Cell, Document, script
from kerascope.source.origin import Origin
from kerascope.source.piece import Piece, pieces_of
from kerascope.source.split import split

OWN_SOURCES = sorted(Path(kerascope.__file__).parent.rglob("*.py"))


def statements(text: str) -> list[str]:
    """The first line of each statement that was read."""
    return [
        piece.text.strip().splitlines()[0]
        for piece in pieces_of(script(text))
        if piece.tree is not None and piece.tree.body
    ]


@pytest.mark.parametrize("path", OWN_SOURCES[::7], ids=lambda p: p.stem)
def test_boundaries_are_those_of_python(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = [
        (min([d.lineno for d in getattr(node, "decorator_list", [])] + [node.lineno]))
        for node in ast.parse(text).body
    ]
    read = [
        Origin(piece, node).range.start.line
        for piece in pieces_of(script(text))
        if piece.tree is not None
        for node in _parts(piece.tree)
    ]
    assert len(read) == len(lines)
    assert "".join(chunk.text for chunk in split(text)) == text


def _parts(tree: cst.Module) -> list[cst.CSTNode]:
    return [
        part
        for node in tree.body
        for part in (node.body if isinstance(node, cst.SimpleStatementLine) else [node])
    ]


def test_positions_are_those_of_the_whole_file() -> None:
    text = Path(kerascope.__file__).parent.joinpath("checker.py").read_text(encoding="utf-8")
    ours = {_place(p, node) for p in pieces_of(script(text)) for node in _names(p.tree)}
    wrapper = MetadataWrapper(cst.parse_module(text))
    places = wrapper.resolve(PositionProvider)
    theirs = {
        (node.value, at.start.line, at.start.column + 1, at.end.column + 1)
        for node, at in places.items()
        if isinstance(node, cst.Name)
    }
    assert ours == theirs


def _names(tree: cst.Module | None) -> list[cst.Name]:
    found: list[cst.Name] = []

    class Names(cst.CSTVisitor):
        def visit_Name(self, node: cst.Name) -> None:
            found.append(node)

    if tree is not None:
        tree.visit(Names())
    return found


def _place(piece: Piece, node: cst.Name) -> tuple[str, int, int, int]:
    where = Origin(piece, node).range
    return node.value, where.start.line, where.start.column, where.end.column


@pytest.mark.parametrize(
    "broken",
    [
        "model.add(Dense(10, activation='relu')",
        "x = [1, 2,",
        "name = 'never closed",
        "text = '''never closed",
        "def f(:\n    return 1",
        "x = 3)",
        "<<<<<<< HEAD",
        "print 'Python 2'",
        "!pip install keras",
        "%matplotlib inline",
        "model.",
    ],
)
def test_a_broken_statement_hides_no_other(broken: str) -> None:
    text = f"import keras\nbefore = 1\n{broken}\nafter = 2\nmodel = keras.Sequential()\n"
    read = statements(text)
    assert read[:2] == ["import keras", "before = 1"]
    assert read[-1] == "model = keras.Sequential()"


def test_a_broken_line_in_a_function_leaves_the_rest_of_it() -> None:
    text = "def build():\n    x = 1\n    print 'two'\n    y = = 3\n    return x\nz = 1\n"
    pieces = pieces_of(script(text))
    assert [p.first_line for p in pieces] == [1, 6]
    assert pieces[0].tree is not None
    assert pieces[0].parsed.left_out == (2, 3)


@pytest.mark.parametrize("end", ["", "\n"], ids=["at the very end", "with a line after it"])
def test_a_command_of_several_lines_is_no_broken_python(end: str) -> None:
    (piece,) = pieces_of(script(f"!show --dir model \\\n      --signature serving{end}"))
    assert piece.tree is not None


def test_cells_keep_their_own_lines() -> None:
    notebook = Document(
        "n.ipynb",
        (Cell("%matplotlib inline\nx = 1\n", 0), Cell("%%bash\nls", 1), Cell("\ny = 2", 3)),
    )
    places = [
        (p.cell, Origin(p, node).range.start.line)
        for p in pieces_of(notebook)
        for node in _names(p.tree)
    ]
    assert places == [(0, 2), (3, 2)]


def test_line_ends_are_those_of_python_alone() -> None:
    text = "a = 1\r\nb = '\x0c\u2028'\r\nc = 3"
    lines = [Origin(p, n).line for p in pieces_of(script(text)) for n in _names(p.tree)]
    assert lines == [1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 5_000 + ")" * 5_000,
        "x = " + "[" * 100_000,
        "x = " + " + ".join(["1"] * 20_000),
        "x = " + "-" * 10_000 + "1",
        "x = " + "not " * 10_000 + "y",
        "".join("\t" * n + "if x:\n" for n in range(300)),
        "a" + ".b" * 10_000,
        "\0\0\0",
    ],
    ids=["parens", "open", "sum", "minus", "not", "indent", "dots", "nul"],
)
def test_absurd_nesting_costs_that_statement_only(text: str) -> None:
    assert statements(f"{text}\nafter = 1\n")[-1:] == ["after = 1"]


@given(st.text(alphabet="ab=()[]{}'\"\\#:\n\r\t ,.def", max_size=200))
def test_any_text_comes_back_whole(text: str) -> None:
    assert "".join(chunk.text for chunk in split(text)) == text
    for piece in pieces_of(script(text)):
        for node in _names(piece.tree):
            assert Origin(piece, node).text == node.value


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x, y = (", ["x", "y"]),
        ("(a, b,) = f(", ["a", "b"]),
        ("def build(x:\n", ["build"]),
        ("model.add(]\n", ["model"]),
        ("x == (", []),
        ("word " * 2_000 + "(", []),
        ("word" * 2_000 + "$(", []),
        ("a, " * 2_000 + "(", []),
    ],
)
def test_names_of_broken_statements(text, names):
    (piece,) = pieces_of(script(text))
    assert piece.tree is None
    assert piece.names_touched() == names


def test_a_cell_may_be_indented_as_a_whole() -> None:
    text = "  # make\n\n  def make():\n    return Sequential()\n  %time m = make()\nx = 1\n"
    block, plain = pieces_of(Document("a.ipynb", (Cell(text, 4),)))
    assert block.tree is not None
    (function,) = Origin(block, block.tree).inside(cst.FunctionDef)
    assert (function.range.start.line, function.range.start.column) == (3, 3)
    assert plain.text == "x = 1\n"
    assert plain.first_line == 6


def test_a_snippet_may_be_too() -> None:
    (piece,) = pieces_of(script("  x = 1\n"))
    assert piece.parsed.error == ""
    (assignment,) = Origin(piece, piece.tree or cst.Module(())).inside(cst.Assign)
    assert (assignment.range.start.line, assignment.range.start.column) == (1, 3)


@pytest.mark.parametrize(
    "line",
    ["print 'a long line of another Python'", "!ls", "x = (", "%cd \\\n    a/b/c"],
    ids=["longer than what stands for it", "shorter", "broken", "a command of two lines"],
)
def test_what_comes_after_a_line_left_out_stays_in_its_place(line: str) -> None:
    text = f"def train():\n    first = 1\n    {line}\n    model.fit(x, y)\n    return first\n"
    piece = next(each for each in pieces_of(script(text)) if each.tree is not None)
    assert piece.tree is not None
    call = next(Origin(piece, piece.tree).inside(cst.Call))
    start, end = call.range.start, call.range.end
    written = text.splitlines()[start.line - 1]
    assert written[start.column - 1 : end.column - 1] == "model.fit(x, y)"
    assert call.text == "model.fit(x, y)"


def test_many_comments_before_the_first_line_are_no_burden() -> None:
    text = "# a licence\r\n" * 60 + "x = 1\r\n"
    (piece,) = pieces_of(script(text))
    assert piece.first_line == 1
    assert piece.parsed.error == ""
