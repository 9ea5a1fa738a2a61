"""The summary says in a terminal what the page says in a browser."""

from dataclasses import replace
from typing import get_args

import pytest

from kerascope.probe.report.terminal import terminal_summary
from kerascope.probe.verdict import Compared, Evidence, Failure, Outcome, ProbeReport


def test_headline_verdicts_evidence_and_recommendation(report: ProbeReport) -> None:
    text = terminal_summary(report)
    assert text.startswith(
        "3 of 4 findings confirmed: with all fixes the held-out accuracy rises from 0.10 to 0.94.\n"
    )
    assert "✓ confirmed" in text
    assert "KS101  unscaled-input" in text
    assert "line 12   +0.88 (+0.83 to +0.93), 2 pairs, 300 updates" in text
    assert "✗ refuted" in text
    assert "97 % of the units of dense are saturated" in text
    assert "keeps the gain is KS101, KS202 and KS501 (3 edits)." in text
    assert "Keras 3.15.1 on tensorflow, CPU" in text


def test_the_most_useful_fix_comes_first(report: ProbeReport) -> None:
    text = terminal_summary(report)
    places = [text.index(f"{code}  ") for code in ("KS101", "KS501", "KS202", "KS603")]
    assert places == sorted(places)


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_every_outcome_is_named(report: ProbeReport, outcome: Outcome) -> None:
    verdict = replace(report.verdicts[0], verdict=outcome, effect=None, interval=None)
    text = terminal_summary(replace(report, verdicts=(verdict,), ranking=(), recommended_for=()))
    row = next(line for line in text.splitlines() if "KS101  " in line)
    assert outcome in row
    assert row.endswith("not measured")


def test_nothing_confirmed_is_said_plainly(report: ProbeReport) -> None:
    first = report.verdicts[0]
    verdicts = (replace(first, verdict="refuted"), replace(first, verdict="inconclusive"))
    text = terminal_summary(replace(report, verdicts=verdicts, ranking=(), recommended_for=()))
    assert text.startswith("None of the 2 findings is confirmed: 1 refuted and 1 inconclusive.\n")


def test_an_edit_is_judged_by_what_it_changes(report: ProbeReport) -> None:
    edit = replace(report.verdicts[0], verdict="confirmed", effect=0.5)
    one = replace(
        report,
        verdicts=(edit,),
        ranking=(0,),
        recommended_for=(),
        compared=Compared("a.py", "b.py", "kerascope compare a.py b.py"),
    )
    lines = terminal_summary(one).splitlines()
    assert lines[0] == "The edit helps: +0.50 in score."
    assert lines[2:4] == ["Before: a.py", "After:  b.py"]
    failed = replace(one, error=Failure("a.py: The script never calls fit()."))
    assert terminal_summary(failed).startswith("The versions could not be put to the test.\n")


def test_a_script_that_could_not_run(report: ProbeReport) -> None:
    error = Failure("The script never calls fit().", line=9, output="ValueError: no data\n")
    empty = ProbeReport("a.py", None, (), None, (), 1.5, error=error)
    assert terminal_summary(empty).splitlines() == [
        "The script could not be put to the test.",
        "",
        "The script never calls fit(). (line 9)",
        "  | ValueError: no data",
    ]


def test_it_fits_on_one_screen_however_much_was_found(report: ProbeReport) -> None:
    evidence = Evidence("long", "A sentence that needs more than one line. " * 9)
    many = replace(report, verdicts=report.verdicts * 10, ranking=(), evidence=(evidence,) * 40)
    text = terminal_summary(many)
    assert len(text.splitlines()) <= 40
    assert "30 more findings" in text


def test_colour_only_when_asked(report: ProbeReport) -> None:
    assert "\x1b" not in terminal_summary(report)
    assert "\x1b[36m✓ confirmed" in terminal_summary(report, color=True)


def test_text_from_the_script_cannot_command_the_terminal(report: ProbeReport) -> None:
    hostile = "\x1b[2J\x07wiped\nout"
    verdict = replace(report.verdicts[0], reason=hostile, name=hostile)
    error = Failure(hostile, output=hostile)
    text = terminal_summary(
        replace(report, verdicts=(verdict,), ranking=(), recommended_for=(), error=error)
    )
    assert "\x1b" not in text
    assert "\x07" not in text
