"""Faults of the data and of the run: which rule they are said to be of, and where."""

from collections.abc import Iterator

import pytest
from probe.findings import finding
from probe.scripts import HEALTHY

from kerascope.config import Settings
from kerascope.probe.hosts import Hosts

GIVEN = "validation_split=0.25"


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    kept = Hosts(keep=True)
    yield kept
    kept.close()


def changed(*changes: tuple[str, str]) -> str:
    text = HEALTHY
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def after_loading(line: str) -> str:
    """The healthy script with one more statement before it trains."""
    return changed(("model = keras.Seq", f"{line}\nmodel = keras.Seq"))


SHOWN = {
    "KS101": after_loading("x = x * 1000"),
    "KS109": after_loading("x[7, 3] = np.nan"),
    "KS110": after_loading("x = np.trunc(x)"),
    "KS111": changed(
        ("model.fit(x, y, ", "order = np.argsort(y)\nmodel.fit(x[order], y[order], "),
        (GIVEN, "validation_data=(x, y), shuffle=False"),
    ),
    "KS116": after_loading("x[11, 2] = 500.0"),
    "KS119": after_loading("x[:, 5] = np.arange(600)"),
    "KS902": changed((GIVEN, "validation_data=(x[:100], y[:100])")),
    "KS905": changed(("model.fit(x, y, ", "order = np.argsort(y)\nmodel.fit(x[order], y[order], ")),
    "KS908": after_loading("y = rng.permutation(y)"),
    "KS911": after_loading("x[:, 4] = 3 * y - 1"),
}


@pytest.mark.parametrize("code", SHOWN)
def test_the_run_shows_it(run_probe, hosts, code):
    report = run_probe(SHOWN[code], hosts=hosts)
    shown = {item.code: item for item in report.evidence if item.code}
    assert code in shown
    lines = SHOWN[code].splitlines()
    where = shown[code].range
    assert lines[where.start.line - 1][where.start.column - 1 :].strip()


def test_the_healthy_script_shows_nothing(run_probe, hosts):
    report = run_probe(HEALTHY, hosts=hosts)
    assert report.baseline is not None
    assert [item for item in report.evidence if item.code] == []


def test_what_the_source_has_shown_is_not_found_again(run_probe, hosts):
    text = SHOWN["KS101"]
    report = run_probe(text, finding(text, "KS101", ("x * 1000", "x")), hosts=hosts)
    (scale,) = [item for item in report.evidence if item.kind == "unscaled-input"]
    assert scale.code is None


def test_a_symptom_is_none_where_its_cause_is_confirmed(run_probe, hosts):
    zeros = ', kernel_initializer="zeros"'
    text = changed(('activation="relu"', f'activation="relu"{zeros}'))
    alone = run_probe(text, hosts=hosts)
    assert {item.code for item in alone.evidence} >= {"KS908"}
    report = run_probe(text, finding(text, "KS301", (zeros, "")), hosts=hosts)
    assert [verdict.verdict for verdict in report.verdicts] == ["confirmed"]
    assert [item for item in report.evidence if item.code] == []


def test_what_is_not_wanted_is_only_measured(run_probe, hosts):
    text = SHOWN["KS110"]
    report = run_probe(text, hosts=hosts, settings=Settings(ignore=("KS110",)))
    (twins,) = [item for item in report.evidence if item.kind == "conflicting-labels"]
    assert twins.code is None


def test_the_update_that_breaks_the_weights_is_named(run_probe, hosts):
    text = changed(
        ('y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).astype("int32")', "y = 900 * x[:, 0]"),
        ('Dense(2, activation="softmax")', "Dense(1)"),
        ("sparse_categorical_crossentropy", "mse"),
        ("optimizers.Adam(learning_rate=0.01)", "optimizers.SGD(learning_rate=0.1)"),
    )
    report = run_probe(text, hosts=hosts)
    (broken,) = [item for item in report.evidence if item.kind == "exploding-gradients"]
    assert broken.step is not None
    assert broken.sentence.startswith(f"In update {broken.step} the weights turn into NaN")
    assert text.splitlines()[broken.line - 1].strip().startswith("optimizer=")
