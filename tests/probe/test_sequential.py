import pytest

from kerascope.probe.sequential import decide, interval


@pytest.mark.parametrize(
    ("effects", "decision"),
    [
        ((), "open"),
        ((0.5,), "open"),
        ((0.5, 0.4), "gain"),
        ((0.0, 0.1), "none"),
        ((1.0, 0.2), "open"),
        ((1.0, 0.2, 0.9), "gain"),
        ((-1.0, -0.2), "open"),
        ((-0.5, -0.4), "harm"),
        ((0.5, 0.0), "open"),
        ((0.5, 0.0, 0.5), "open"),
        ((0.5, 0.0, 0.5, 0.5), "gain"),
        ((0.5, 0.0, 0.0, 0.0), "open"),
        ((0.5, 0.0, 0.0, 0.0, -0.1), "none"),
        ((0.14, 0.14), "open"),
        ((0.14, 0.14, 0.14, 0.14, 0.14), "open"),
        ((-0.14, -0.14), "none"),
        ((-0.5, 0.0), "open"),
        ((-0.5, 0.0, -0.5, 0.0, 0.0), "none"),
        ((-0.5, 0.0, -0.5, -0.5), "harm"),
        ((0.5, 0.0, 0.5, 0.0, 0.5), "open"),
        ((0.5, -0.5), "open"),
    ],
)
def test_two_pairs_that_agree_decide_but_not_a_mixed_row_nor_one_just_below_the_margin(
    effects, decision
):
    assert decide(effects, margin=0.15) == decision


def test_the_interval_holds_the_mean_and_needs_two_pairs():
    assert interval((0.4,)) is None
    found = interval((0.4, 0.5, 0.45))
    assert found is not None
    assert found.low < 0.45 < found.high
