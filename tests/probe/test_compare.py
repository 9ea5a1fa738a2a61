"""Edits of whole programs: one verdict each, and none where the scores are not comparable."""

import sys
from pathlib import Path

import pytest
from probe.findings import finding
from probe.scripts import HEALTHY, TOO_FAST

from kerascope.probe.compare import NothingToCompare, comparison, experiment_for
from kerascope.probe.folder import put_in_place, scratch_copy
from kerascope.probe.run import probe
from kerascope.probe.verdict import ProbeReport, to_json
from kerascope.probe.version import Home, Rivals, Version
from kerascope.rules.experiment import Experiment
from kerascope.source.document import script

OTHER_LOSS = (
    HEALTHY.replace("verbose=0", "verbose=0, shuffle=True")
    .replace("model = ", "y = keras.utils.to_categorical(y)\nmodel = ")
    .replace("sparse_categorical_crossentropy", "mean_squared_error")
    .replace("model.fit(", "model.fit(x[:64], y[:64], verbose=0)\nmodel.fit(")
)


@pytest.fixture
def compare(tmp_path: Path):
    def run(before: str, after: str) -> ProbeReport:
        first, second = _version(tmp_path, "a.py", before), _version(tmp_path, "b.py", after)
        return probe(comparison(Rivals(first, second, "again"), sys.executable))

    return run


def _version(folder: Path, name: str, text: str) -> Version:
    (folder / name).write_text(text)
    return Version(name, script(text, name), Home(folder / name, folder))


def test_an_edit_that_changes_the_loss_too_is_confirmed(compare):
    report = compare(TOO_FAST, OTHER_LOSS)
    (verdict,) = report.verdicts
    assert (verdict.code, verdict.verdict) == ("edit", "confirmed")
    assert verdict.reason.startswith("The edit raises the score by")
    assert {arm.name: arm.title for arm in report.arms} == {"as-is": "a.py", "fix-0": "b.py"}
    assert report.recommended_for == ()
    assert to_json(report)["compared"] == {"before": "a.py", "after": "b.py", "command": "again"}


def test_other_held_out_data_make_no_verdict(compare):
    (verdict,) = compare(
        HEALTHY, TOO_FAST.replace("validation_split=0.25", "validation_split=0.2")
    ).verdicts
    assert (verdict.verdict, verdict.effect) == ("inconclusive", None)
    assert "different held-out data (150 and 120 labels)" in verdict.reason


def test_an_edit_of_the_length_compares_both_lengths(compare):
    (verdict,) = compare(HEALTHY.replace("epochs=15", "epochs=1"), HEALTHY).verdicts
    assert verdict.verdict == "confirmed"
    assert verdict.reason.startswith(
        "The edit only changes how long the script trains: 225 updates instead of 15."
    )


def test_a_version_that_fails_is_named(compare):
    report = compare(HEALTHY, HEALTHY.replace("import numpy", "import nmpy"))
    assert report.error is None
    assert report.verdicts[0].verdict == "could not run"
    assert "nmpy" in report.verdicts[0].reason
    both = compare("import keras\nraise OSError('no disk')\n", "raise OSError('no disk')\n")
    assert both.error is not None
    assert both.error.sentence.startswith("a.py: The script stopped before fit() in line 2")


def test_the_same_text_is_not_tried(compare):
    with pytest.raises(NothingToCompare, match=r"a\.py and b\.py hold the same text"):
        compare(HEALTHY, HEALTHY)


def test_an_edit_is_judged_as_the_rules_judge_that_it_satisfies():
    memorise = Experiment(regime="memorise", metric="generalisation", horizon=600, margin=0.04)
    change = ("verbose=0", "verbose=1")
    one = finding(HEALTHY, "KS603", change, experiment=memorise)
    other = finding(HEALTHY, "KS501", change)
    judged_by_looking = finding(HEALTHY, "KS901", change, experiment=Experiment("evaluate"))
    assert experiment_for([one, judged_by_looking]) == memorise
    assert experiment_for([one, other]) == experiment_for([]) == Experiment()


def test_what_a_version_replaces_is_never_written_through_a_link(tmp_path: Path):
    original, copy = tmp_path / "original", tmp_path / "copy"
    (original / "package").mkdir(parents=True)
    for name in ("kept.py", "changed.py", "gone.py"):
        (original / "package" / name).write_text("now")
    scratch_copy(None, copy, 0)
    (copy / "package").symlink_to(original / "package")
    put_in_place({"package/changed.py": b"then", "package/gone.py": None}, copy)
    assert (copy / "package" / "changed.py").read_text() == "then"
    assert sorted(path.name for path in (copy / "package").iterdir()) == ["changed.py", "kept.py"]
    assert {path.read_text() for path in (original / "package").iterdir()} == {"now"}
    assert len(list((original / "package").iterdir())) == 3
