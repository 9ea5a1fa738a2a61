"""The time that is left, reckoned from what things have taken."""

from kerascope.probe.event import Progress, Started
from kerascope.probe.meter import Meter

PLAN = {"as-is": 3, "fix-0": 2, "fix-1": 2}


def test_the_time_left_is_known_after_the_first_run():
    events: list[object] = []
    meter = Meter(events.append, workers=2)
    meter.begin(lambda: PLAN)
    assert events == [Started(7), Progress(0.0, "running the script up to fit()", None)]
    assert meter.left() is None

    meter.started("as-is", 1.0)
    assert meter.left() is None
    meter.observed("as-is", "the script as it is", 6.0)
    # Two starts, two first trials, and five later ones at a third of the first.
    assert meter.left() == (2 * 1.0 + 2 * 6.0 + 5 * 2.0) / 2
    assert isinstance(events[-1], Progress)
    assert events[-1].seconds_left == meter.left()

    meter.trial("as-is", "the script as it is", 1.0)
    assert meter.left() == (2 * 1.0 + 2 * 6.0 + 4 * 1.0) / 2


def test_what_falls_out_of_the_plan_takes_no_time():
    plan = dict(PLAN)
    meter = Meter(lambda _event: None, workers=1)
    meter.begin(lambda: plan)
    for name in plan:
        meter.started(name, 1.0)
        meter.trial(name, name, 3.0)
        meter.trial(name, name, 1.0)
    assert meter.left() == 1.0
    del plan["as-is"]
    assert meter.left() == 0.0
