import pytest

from kerascope.cli.choices import Choices
from kerascope.config import Settings


@pytest.mark.parametrize(
    ("choices", "file", "reported"),
    [
        (Choices(), Settings(select=("KS5",)), False),
        (Choices(select=("KS1",)), Settings(select=("KS5",)), True),
        (Choices(select=("KS101",)), Settings(ignore=("KS101",)), True),
        (Choices(extend_select=("KS101",)), Settings(select=("KS5",)), True),
        (Choices(ignore=("KS1",)), Settings(select=("KS101",)), False),
        (Choices(select=("KS1",), ignore=("KS101",)), Settings(), False),
        (Choices(select=("KS101",), ignore=("KS1",)), Settings(), True),
        (Choices(select=("KS101",)), Settings(silenced=("KS101",)), False),
    ],
)
def test_the_command_line_beats_the_file(choices: Choices, file: Settings, reported: bool):
    assert choices.over(file).reports("KS101", "unscaled-input") is reported
