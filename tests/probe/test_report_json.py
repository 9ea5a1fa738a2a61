"""The example that the report is built on has the shape of a real report."""

import json
from dataclasses import fields
from pathlib import Path

from kerascope.probe import verdict as v

EXAMPLE = json.loads((Path(__file__).parent / "example_report.json").read_text())


def names(kind: type) -> set[str]:
    return {field.name for field in fields(kind)}


def test_the_example_has_every_field_of_a_report():
    assert set(EXAMPLE) == names(v.ProbeReport) | {"version"}
    assert set(EXAMPLE["environment"]) == names(v.Environment)
    assert set(EXAMPLE["baseline"]) == names(v.Baseline)
    assert set(EXAMPLE["verdicts"][0]) == names(v.Verdict)
    assert set(EXAMPLE["verdicts"][0]["alone"]) == names(v.Comparison) | {"seeds"}
    for key, kind in (
        ("evidence", v.Evidence),
        ("gradients", v.GradientTrace),
        ("activations", v.Activation),
        ("labels", v.LabelCount),
        ("inputs", v.InputScale),
        ("arms", v.Arm),
    ):
        assert set(EXAMPLE[key][0]) == names(kind)


def test_every_curve_that_a_verdict_names_is_there():
    arms = {arm["name"] for arm in EXAMPLE["arms"]}
    assert all(name in arms for entry in EXAMPLE["verdicts"] for name in entry["curves"])
