"""How long a probe will take, in words."""

import pytest

from kerascope.lsp.estimate import Pace, about, learned


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "about 1 s"),
        (7.4, "about 7 s"),
        (18, "about 20 s"),
        (56, "about 55 s"),
        (58, "about 1 min"),
        (200, "about 3 min"),
    ],
)
def test_durations_are_told_as_people_estimate_them(seconds, said):
    assert about(seconds) == said


def test_a_probe_that_was_done_tells_how_long_the_next_takes():
    assert about(Pace().seconds(3)) == "about 10 s"
    pace = learned(seconds=60.0, findings=3)
    assert pace.seconds(3) == pytest.approx(60.0)
    assert 10.0 < pace.seconds(1) < 60.0
