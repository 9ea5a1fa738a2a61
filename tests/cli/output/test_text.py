import io

import pytest

from kerascope.cli.checked import CheckedFile
from kerascope.cli.output.colour import Paint, paint_for
from kerascope.cli.output.text import render, summary
from kerascope.config import Severity
from kerascope.fixes.edit import Fix
from kerascope.rules.finding import Finding, Related
from kerascope.rules.report import Note
from kerascope.source.document import Cell, Document, script
from kerascope.source.position import Position, Range

SCRIPT = """\
from keras.datasets import mnist
(x_train, y_train), _ = mnist.load_data()
model.fit(x_train, y_train, epochs=5)
"""


def _range(line: int, start: int, end: int, last: int = 0) -> Range:
    return Range(Position(line, start), Position(last or line, end))


def _finding(
    where: Range,
    severity: Severity = "warning",
    cell: int | None = None,
    fix: Fix | None = None,
    related: tuple[Related, ...] = (),
) -> Finding:
    return Finding(
        code="KS101",
        name="unscaled-input",
        tier="likely",
        severity=severity,
        message="x_train reaches fit() unscaled.",
        cell=cell,
        range=where,
        related=related,
        fix=fix,
    )


def _rendered(text: str, where: Range) -> list[str]:
    """The lines of the excerpt."""
    shown = render([CheckedFile(script(text, "a.py"), (_finding(where),))])
    return shown.splitlines()[1:-1]


def test_a_finding_shows_its_source_its_trail_and_its_fix():
    related = Related("x_train is uint8, 0 to 255", None, _range(2, 1, 10))
    finding = _finding(
        _range(3, 11, 18), fix=Fix("Divide x_train by 255", True, ()), related=(related,)
    )
    assert render([CheckedFile(script(SCRIPT, "mnist.py"), (finding,))]) == (
        "mnist.py:3:11: warning KS101 unscaled-input: x_train reaches fit() unscaled.\n"
        "  |\n"
        "3 | model.fit(x_train, y_train, epochs=5)\n"
        "  |           ^^^^^^^\n"
        "  = line 2: x_train is uint8, 0 to 255\n"
        "  = fix available (safe): Divide x_train by 255\n"
        "\n"
    )


def test_a_notebook_names_the_cell_and_the_line_in_it():
    book = Document("a.ipynb", (Cell("x = load()", 0), Cell("model.fit(x)", 4)))
    finding = _finding(_range(1, 11, 12), cell=4, related=(Related("loaded", 0, _range(1, 1, 2)),))
    shown = render([CheckedFile(book, (finding,))])
    assert shown.startswith("a.ipynb:cell 5:1:11: warning KS101 ")
    assert "1 | model.fit(x)\n  |           ^\n" in shown
    assert "  = cell 1, line 1: loaded\n" in shown


def test_carets_stand_under_wide_characters_and_tabs():
    assert _rendered("\tmodelo = '日本'; fit(x)\n", _range(1, 17, 18)) == [
        "  |",
        "1 |     modelo = '日本'; fit(x)",
        "  |                      ^",
    ]
    assert _rendered("s = '👩‍🔬'; fit(x)", _range(1, 15, 16))[2] == "  |              ^"
    assert _rendered("s = 'é'; fit(x)", _range(1, 15, 16))[2] == "  |               ^"
    assert _rendered("s = '日本'", _range(1, 5, 9))[2] == "  |     ^^^^^^"


def test_a_range_of_several_lines_is_marked_on_each():
    text = "model.fit(\n    x,\n    y,\n    epochs=5,\n)\n"
    assert _rendered(text, _range(1, 1, 2, last=5)) == [
        "  |",
        "1 | model.fit(",
        "  | ^^^^^^^^^^",
        "2 |     x,",
        "  |     ^^",
        "3 |     y,",
        "  |     ^^",
        "  | …",
    ]


def test_a_range_that_ends_before_a_line_does_not_show_it():
    assert _rendered("fit(x)\nfit(y)\n", _range(1, 1, 1, last=2)) == [
        "  |",
        "1 | fit(x)",
        "  | ^^^^^^",
    ]


def test_an_empty_range_has_one_caret():
    assert _rendered("fit(x)\n", _range(1, 4, 4))[-1] == "  |    ^"


def test_line_numbers_are_aligned():
    text = "\n" * 8 + "fit(\n    x)\n"
    assert _rendered(text, _range(9, 1, 7, last=10)) == [
        "   |",
        " 9 | fit(",
        "   | ^^^^",
        "10 |     x)",
        "   |     ^^",
    ]


def test_of_a_very_long_line_the_part_around_the_range_is_shown():
    lines = _rendered(f"x = [{'1, ' * 500}fit(y), {'2, ' * 500}]", _range(1, 1506, 1512))
    assert len(lines[1]) < 160
    start = lines[2].index("^")
    assert lines[1][start : start + 6] == "fit(y)"
    assert lines[2].count("^") == 6


def test_what_could_steer_the_terminal_is_made_visible():
    assert "\033" not in render(
        [CheckedFile(script("x = '\033[2J'; fit(x)", "a.py"), (_finding(_range(1, 12, 15)),))]
    )


def test_colour_only_where_it_is_wanted():
    file = CheckedFile(script("fit(x)", "a.py"), (_finding(_range(1, 1, 4), "error"),))
    assert "\033[" not in render([file])
    assert "\033[1;31merror\033[0m" in render([file], Paint(enabled=True))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_that_do_not_forbid_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert paint_for(Terminal()).enabled
    assert not paint_for(io.StringIO()).enabled
    monkeypatch.setenv("NO_COLOR", "1")
    assert not paint_for(Terminal()).enabled


def test_remarks_come_last():
    file = CheckedFile(script("x = (", "a.py"), (), (Note("'(' is never closed.", None, 1),))
    assert render([file]) == "a.py:1: note: '(' is never closed.\n\n"


@pytest.mark.parametrize(
    ("severities", "fixes", "line"),
    [
        ((), (), "No findings in 2 files."),
        (("error",), (None,), "Found 1 finding (1 error) in 1 file."),
        (("warning",), (True,), "Found 1 finding (1 warning) in 1 file; 1 fixable with --fix."),
        (
            ("error", "warning", "warning"),
            (True, True, False),
            "Found 3 findings (1 error, 2 warnings) in 1 file; "
            "2 fixable with --fix, 1 more with --unsafe-fixes.",
        ),
        (
            ("information", "information", "hint"),
            (False, None, None),
            "Found 3 findings (2 information, 1 hint) in 1 file; "
            "1 fixable with --fix --unsafe-fixes.",
        ),
    ],
)
def test_the_summary_counts(
    severities: tuple[Severity, ...], fixes: tuple[bool | None, ...], line: str
):
    findings = tuple(
        _finding(_range(1, 1, 2), severity, fix=None if safe is None else Fix("Mend", safe, ()))
        for severity, safe in zip(severities, fixes, strict=True)
    )
    clean = CheckedFile(script("", "b.py"), ())
    assert summary([CheckedFile(script("fit(x)", "a.py"), findings), clean]) == line
