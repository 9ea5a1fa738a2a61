import argparse
import io

import pytest

from kerascope.cli.arguments import seconds
from kerascope.cli.progress import ProgressLine, described, duration
from kerascope.probe.event import EvidenceFound, Progress, Started
from kerascope.probe.verdict import Evidence


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_says_how_much_time_is_left():
    assert described(Progress(0.423, "trying KS101", 65.2)) == "[ 42%] 1:05 left  trying KS101"
    assert described(Progress(0, "capturing", None)) == "[  0%]  capturing"


@pytest.mark.parametrize(
    ("time", "text"), [(0, "0:00"), (59.6, "1:00"), (3601, "60:01"), (-1, "0:00")]
)
def test_durations(time: float, text: str):
    assert duration(time) == text


def test_a_terminal_has_one_line_that_changes_and_is_gone_in_the_end():
    stream = Terminal()
    with ProgressLine(stream) as line:
        line.show(Progress(0.1, "one", None))
        line.show(EvidenceFound(Evidence("dead", "All units are dead.")))
        line.show(Progress(0.2, "two", None))
    text = stream.getvalue()
    assert "\r\033[K[ 10%]  one" in text
    assert "\r\033[KAll units are dead.\n\r\033[K[ 10%]  one" in text
    assert text.endswith("[ 20%]  two\r\033[K")


def test_elsewhere_there_are_whole_lines_and_few():
    stream = io.StringIO()
    with ProgressLine(stream) as line:
        line.show(Started(12))
        for part in range(10):
            line.show(Progress(part / 10, "training", None))
    assert stream.getvalue() == "Up to 12 trials.\n[  0%]  training\n"


@pytest.mark.parametrize(("written", "value"), [("30s", 30), ("2m", 120), ("1.5m", 90), ("45", 45)])
def test_budgets(written: str, value: float):
    assert seconds(written) == value


@pytest.mark.parametrize("written", ["", "s", "soon", "-3s", "0", "nan", "inf", "3h"])
def test_what_is_no_budget(written: str):
    with pytest.raises(argparse.ArgumentTypeError, match="is not a time such as 30s or 2m"):
        seconds(written)
