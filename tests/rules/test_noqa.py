from collections.abc import Iterator

import pytest

from kerascope.config import Settings
from kerascope.fixes.apply import apply
from kerascope.program.program import TrainingProgram
from kerascope.rules.finding import Finding
from kerascope.rules.noqa import silence
from kerascope.rules.rule import Fault, Rule
from kerascope.source.document import Cell, Document, script
from kerascope.source.position import Position, Range


class Silent(Rule):
    """Finds nothing."""

    tier = "likely"

    def check(self, program: TrainingProgram) -> Iterator[Fault]:
        return iter(())


class UnscaledInput(Silent):
    code, name = "KS101", "unscaled-input"


class WrongRange(Silent):
    code, name = "KS102", "wrong-range"


class LearningRateTooHigh(Silent):
    code, name = "KS501", "learning-rate-too-high"


RULES = (UnscaledInput(), WrongRange(), LearningRateTooHigh())


def _finding(
    line: int,
    code: str = "KS101",
    name: str = "unscaled-input",
    last: int = 0,
    cell: int | None = None,
) -> Finding:
    where = Range(Position(line, 1), Position(last or line, 5))
    return Finding(code, name, "likely", "warning", "x is raw.", cell, where)


def _codes(text: str, *findings: Finding, settings: Settings | None = None) -> list[str]:
    kept = silence(script(text), findings, RULES, settings or Settings())
    return [finding.code for finding in kept]


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: KS101",
        "# noqa: KS1",
        "# noqa: ks101",
        "# noqa: unscaled-input",
        "# noqa: E501, KS101",
    ],
)
def test_a_comment_silences_its_line(comment: str):
    assert _codes(f"fit(x)  {comment}\nfit(y)\n", _finding(1), _finding(2)) == ["KS101"]


def test_the_last_line_of_the_range_counts_too():
    assert _codes("fit(\n    x,\n)  # noqa: KS101\n", _finding(1, last=3)) == []


def test_a_line_between_does_not():
    text = "fit(\n    x,  # noqa\n)\n"
    assert _codes(text, _finding(1, last=3)) == ["KS101"]


def test_a_comment_of_another_tool_silences_nothing_and_is_left_alone():
    assert _codes("fit(x)  # noqa: E501\n", _finding(1)) == ["KS101"]


def test_a_whole_file():
    assert _codes("# kerascope: noqa\nfit(x)\n", _finding(2)) == []
    text = "# kerascope: noqa: KS101\nfit(x)\n"
    assert _codes(text, _finding(2), _finding(2, "KS501", "learning-rate-too-high")) == ["KS501"]


def test_a_whole_notebook():
    book = Document("a.ipynb", (Cell("# kerascope: noqa: KS101", 1), Cell("fit(x)", 3)))
    assert silence(book, [_finding(1, cell=3)], RULES, Settings()) == ()


def test_a_comment_reaches_only_its_cell():
    book = Document("a.ipynb", (Cell("fit(x)  # noqa: KS101", 1), Cell("fit(x)", 3)))
    kept = silence(book, [_finding(1, cell=1), _finding(1, cell=3)], RULES, Settings())
    assert [(finding.code, finding.cell) for finding in kept] == [("KS101", 3)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fit(x)  # noqa: KS501\n", "fit(x)\n"),
        ("fit(x)  # noqa: KS999\n", "fit(x)\n"),
        ("fit(x)  # pixels  # noqa: KS501\n", "fit(x)  # pixels\n"),
        ("fit(x)  # noqa: KS501, E501\n", "fit(x)  # noqa: E501\n"),
        ("fit(x)  # noqa: KS5, KS101\n", "fit(x)  # noqa: KS101\n"),
        ("# kerascope: noqa: KS501\nfit(x)\n", "fit(x)\n"),
        ("fit(x)\r\n# noqa: KS501\r\nfit(y)\r\n", "fit(x)\r\nfit(y)\r\n"),
        ("fit(x)\n# noqa: learning-rate-too-high", "fit(x)\n"),
    ],
)
def test_an_unused_comment_is_found_and_removed(before: str, after: str):
    found = [_finding(1)] if "KS101" in before else []
    (unused,) = silence(script(before), found, RULES, Settings())
    assert (unused.code, unused.name, unused.severity) == ("KS000", "unused-noqa", "information")
    assert unused.fix is not None
    assert unused.fix.safe
    assert apply(script(before), unused.fix.edits) == script(after)
    assert silence(script(after), found, RULES, Settings()) == ()


@pytest.mark.parametrize(
    ("comment", "settings"),
    [
        ("# noqa", Settings()),
        ("# noqa: E501", Settings()),
        ("# noqa: KS501", Settings(select=("KS1",), extend_select=("KS000",))),
        ("# noqa: KS1", Settings(ignore=("KS102",))),
        ("# noqa: KS501", Settings(ignore=("KS000",))),
        ("# noqa: KS501, KS000", Settings()),
    ],
)
def test_what_is_not_called_unused(comment: str, settings: Settings):
    assert _codes(f"fit(x)  {comment}\n", settings=settings) == []


def test_the_message_names_what_silences_nothing():
    (unused,) = silence(script("fit(x)  # noqa: KS501, KS102\n"), [], RULES, Settings())
    assert unused.message == (
        "This comment silences KS501 and KS102, but nothing of that is found on this line."
    )


def test_findings_come_in_the_order_of_the_source():
    text = "fit(x)\nfit(y)  # noqa: KS501\nfit(z)\n"
    assert _codes(text, _finding(1), _finding(3)) == ["KS101", "KS000", "KS101"]
