import pytest
from hypothesis import given
from hypothesis import strategies as st

from kerascope.source.lines import Lines
from kerascope.source.position import Position, Range
from kerascope.source.suppress import suppressions


def _range(line: int, start: int, end: int) -> Range:
    return Range(Position(line, start), Position(line, end))


@pytest.mark.parametrize(
    ("comment", "selectors"),
    [
        ("# noqa", None),
        ("#noqa", None),
        ("# NOQA", None),
        ("# noqa and a reason", None),
        ("# noqa: KS101", ("KS101",)),
        ("# noqa:KS101", ("KS101",)),
        ("# noqa: KS101, KS2", ("KS101", "KS2")),
        ("# noqa: KS101 KS2", ("KS101", "KS2")),
        ("# noqa: E501, KS101", ("E501", "KS101")),
        ("# noqa: unscaled-input", ("unscaled-input",)),
        ("# noqa: unscaled-input, KS5", ("unscaled-input", "KS5")),
        ("# noqa: KS101 a well-known case", ("KS101",)),
        ("# pixels  # noqa: KS101", ("KS101",)),
        ("# noqa: KS", ("KS",)),
        ("# noqa: ks101", ("ks101",)),
    ],
)
def test_a_comment_names_what_it_silences(comment: str, selectors: tuple[str, ...] | None):
    (noqa,) = suppressions(f"model.fit(x, y)  {comment}\n")
    assert noqa.selectors == selectors
    assert noqa.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "x = 1  # noqa: because I say so\n",
        "x = 1  # noqable\n",
        "x = '# noqa'\n",
        'x = "a \\" # noqa: KS101"\n',
        '"""\nSilence with # noqa: KS101\n"""\n',
        "x = f'{y[\"a\"]} # noqa'\n",
        "x = 1  # kerascope: noqa\n",
        "x = '''never closed\n# noqa\n",
        "",
    ],
)
def test_what_is_no_suppression(text: str):
    assert suppressions(text) == ()


def test_an_unterminated_string_ends_with_its_line():
    (noqa,) = suppressions("!pip install 'keras\nmodel.fit(x)  # noqa\n")
    assert noqa.line == 2


def test_ranges_lead_to_the_comment_and_its_codes():
    (noqa,) = suppressions("café = 1  # noqa: KS101, KS2\n")
    assert noqa.range == _range(1, 9, 29)
    assert noqa.listed == _range(1, 19, 29)


def test_a_comment_on_its_own_line_is_the_whole_line():
    (noqa,) = suppressions("a = 1\r\n  # noqa: KS101\r\nb = 2\r\n")
    assert noqa.range == Range(Position(2, 1), Position(3, 1))


def test_a_comment_on_the_last_line_without_a_newline():
    (noqa,) = suppressions("a = 1\n# noqa: KS101")
    assert noqa.range == _range(2, 1, 14)


def test_a_whole_file_is_silenced_from_a_line_of_its_own():
    every, one = suppressions("# kerascope: noqa\n# kerascope: noqa: KS101\n")
    assert every.whole_file
    assert every.selectors is None
    assert one.whole_file
    assert one.selectors == ("KS101",)


def test_a_reason_may_follow_another_comment():
    (noqa,) = suppressions("x = 1  # type: ignore  # noqa: KS101\n")
    assert noqa.range == _range(1, 22, 37)


@given(
    st.lists(st.sampled_from(["# noqa: KS101", "# noqa", "'", '"""', "x", "\\", "\r", "\n", " "]))
)
def test_any_text_is_read(parts: list[str]):
    text = "".join(parts)
    lines = Lines(text)
    for noqa in suppressions(text):
        start, end = lines.offset(noqa.range.start), lines.offset(noqa.range.end)
        assert "noqa" in text[start:end]
