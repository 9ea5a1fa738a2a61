"""What clients send as settings, in all its shapes."""

import pytest

from kerascope.lsp.options import Options, with_settings


@pytest.mark.parametrize("sent", [None, [], "kerascope", 3, {}, {"python": {"x": 1}}])
def test_nothing_of_ours_changes_nothing(sent):
    assert with_settings(Options(), sent) == (Options(), [])


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_section_may_come_under_its_name(wrapped):
    section = {"trusted": True, "select": ["KS1"], "inlayHints": False, "run": "onSave"}
    sent = {"kerascope": section} if wrapped else section
    options, problems = with_settings(Options(), sent)
    assert problems == []
    assert options == Options(trusted=True, select=("KS1",), inlay_hints=False, run="onSave")


def test_null_leaves_a_setting_as_it_is():
    before = Options(interpreter="/usr/bin/python3")
    assert with_settings(before, {"interpreter": None})[0] == before


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("trusted", 1),
        ("interpreter", ["a"]),
        ("arguments", "--data train.csv"),
        ("select", [1]),
        ("ignore", "KS1"),
        ("run", "now"),
        ("diagnosticMode", "all"),
    ],
)
def test_a_value_of_the_wrong_kind_is_left_out_with_a_sentence(key, value):
    options, (problem,) = with_settings(Options(), {key: value})
    assert options == Options()
    assert f"kerascope.{key} is {value!r}" in problem
