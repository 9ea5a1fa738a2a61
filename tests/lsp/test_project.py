"""Where pyproject.toml is changed when a rule is disabled for the project."""

import tomllib

import pytest

from kerascope.lsp.features.project import ignoring

TABLE = "[tool.kerascope]\n"


def _after(text):
    insertions = ignoring(text, "KS801")
    if insertions is None:
        return None
    for offset, new in sorted(insertions, reverse=True):
        text = text[:offset] + new + text[offset:]
    return text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", TABLE + 'ignore = ["KS801"]\n'),
        ('[project]\nname = "a"\n', f'[project]\nname = "a"\n\n{TABLE}ignore = ["KS801"]\n'),
        ("[project]", f'[project]\n\n{TABLE}ignore = ["KS801"]\n'),
        (TABLE, TABLE + 'ignore = ["KS801"]\n'),
        (TABLE + "ignore = []\n", TABLE + 'ignore = ["KS801"]\n'),
        (TABLE + 'ignore = ["KS1"] # why\n', TABLE + 'ignore = ["KS1", "KS801"] # why\n'),
        (TABLE + 'ignore = ["KS1", ]\n', TABLE + 'ignore = ["KS1", "KS801", ]\n'),
        (
            TABLE + 'ignore = [\n  "KS1",  # too ] loud\n  # more\n]\nselect = []\n',
            TABLE + 'ignore = [\n  "KS1",  # too ] loud\n  "KS801",\n  # more\n]\nselect = []\n',
        ),
        (
            TABLE + "ignore = [\n\t'KS1'  # loud\n]\n",
            TABLE + "ignore = [\n\t'KS1',  # loud\n\t\"KS801\"\n]\n",
        ),
        (
            TABLE + 'ignore = [\n    "KS1"\n]\n\n[tool.kerascope.severity]\n',
            TABLE + 'ignore = [\n    "KS1",\n    "KS801"\n]\n\n[tool.kerascope.severity]\n',
        ),
        (
            "[tool.kerascope.severity]\ncertain = 'hint'\n",
            f"[tool.kerascope.severity]\ncertain = 'hint'\n\n{TABLE}ignore = [\"KS801\"]\n",
        ),
        (
            TABLE + '[tool.ruff]\nignore = ["E501"]\n',
            TABLE + 'ignore = ["KS801"]\n[tool.ruff]\nignore = ["E501"]\n',
        ),
        (
            "[ tool . kerascope ] # ours\r\n",
            '[ tool . kerascope ] # ours\r\nignore = ["KS801"]\r\n',
        ),
    ],
)
def test_the_rule_is_added_and_the_rest_stays(before, after):
    assert _after(before) == after
    assert "KS801" in tomllib.loads(after)["tool"]["kerascope"]["ignore"]


@pytest.mark.parametrize(
    "text",
    [
        "not = = toml",
        "[tool]\nkerascope = {ignore = []}\n",
        '[tool."kerascope"]\nignore = []\n',
        'text = """\n[tool.kerascope]\n"""\n',
        TABLE + "ignore = 3\n",
        "tool = 3\n",
    ],
)
def test_what_cannot_be_changed_with_certainty_is_left_alone(text):
    assert _after(text) is None
